// The IAM roles that a warehouse may use: the role must exist, trust Redshift and be associated with the cluster; what
// it may then read and write is checked with each request, since the requests are made as the role.
import { GetRoleCommand, IAMClient, NoSuchEntityException } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { ROOT_ACCESS_KEY } from "../../../environment.ts";
import type { LocalContext } from "../../../gateway/service.ts";
import { type ClientPool, type Clients, credentialsOf, type Principal } from "../../../sql/principal.ts";
import { SqlError } from "../../../sql/tokens.ts";
import type { Warehouse } from "./warehouses.ts";

const KEPT_MS = 10 * 60_000;

export class Roles {
  readonly #context: LocalContext;
  readonly #pool: ClientPool;
  readonly #iam: IAMClient;
  readonly #sts: STSClient;
  readonly #assumed = new Map<string, { principal: Omit<Principal, "region">; until: number }>();

  constructor(context: LocalContext, pool: ClientPool) {
    this.#context = context;
    this.#pool = pool;
    const root = {
      endpoint: context.endpoint,
      region: context.region,
      credentials: credentialsOf(context, { accessKeyId: ROOT_ACCESS_KEY }),
    };
    this.#iam = new IAMClient(root);
    this.#sts = new STSClient(root);
  }

  /**
   * Clients that act as a role.
   * @param role an ARN, or several chained by commas, of which the last one acts
   * @param warehouse whose roles are those it is associated with; undefined where that cannot be known
   * @param region of the catalog and the buckets that are asked
   */
  async as(
    role: string,
    warehouse: Pick<Warehouse, "id" | "region" | "roles">,
    user: string,
    region: string,
  ): Promise<Clients> {
    const chain = role.split(",").map((arn) => arn.trim());
    const first = chain[0] as string;
    const refuse = (why: string): never => {
      const who = `arn:aws:redshift:${warehouse.region}:${this.#context.accountId}:dbuser:${warehouse.id}/${user}`;
      throw new SqlError(
        "ERROR",
        `User ${who} is not authorized to assume IAM Role ${first}\n  Detail: ${why}`,
      );
    };
    if (warehouse.roles && !warehouse.roles.includes(first))
      refuse(`the role is not associated with ${warehouse.id}`);
    for (const arn of chain) await this.#check(arn, arn === first, refuse);
    const last = chain.at(-1) as string;
    const known = this.#assumed.get(last);
    if (known && known.until > Date.now()) return this.#pool.as({ ...known.principal, region });
    const answer = await this.#sts.send(
      new AssumeRoleCommand({ RoleArn: last, RoleSessionName: "redshift", DurationSeconds: 3600 }),
    );
    const principal = {
      accessKeyId: answer.Credentials?.AccessKeyId as string,
      secretAccessKey: answer.Credentials?.SecretAccessKey as string,
      sessionToken: answer.Credentials?.SessionToken as string,
    };
    this.#assumed.set(last, { principal, until: Date.now() + KEPT_MS });
    return this.#pool.as({ ...principal, region });
  }

  close(): void {
    this.#iam.destroy();
    this.#sts.destroy();
  }

  async #check(arn: string, direct: boolean, refuse: (why: string) => never): Promise<void> {
    const name = /^arn:aws[\w-]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
    if (!name) throw new SqlError("ERROR", `Invalid IAM role ARN: ${arn}`);
    try {
      const { Role } = await this.#iam.send(new GetRoleCommand({ RoleName: name }));
      const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
      if (direct && !/redshift(-serverless)?\.amazonaws\.com/.test(trust)) {
        refuse("its trust policy does not name redshift.amazonaws.com");
      }
    } catch (error) {
      if (error instanceof NoSuchEntityException) refuse("the role does not exist");
      throw error;
    }
  }
}
