// What a service that acts as a role must know of IAM: a function's, a statement's, a job's.
import type { Need } from "./need.ts";
import type { Credentials, RolePrincipal } from "./principals.ts";

export interface RoleAccess {
  /** Credentials by which the gateway knows the role. */
  credentials(roleArn: string, session: string): Required<Credentials>;
  /** What the role lacks to do this; `record` notes a refusal as one of a request. */
  lacks(roleArn: string, action: string, resource: string, record: boolean): Promise<Need | undefined>;
  /** What a caller lacks of what its request needs; a refusal is noted. */
  refused(caller: RolePrincipal, need: Need, region: string): Promise<Need | undefined>;
}
