// Who hands something to which target, and whether that may be: by the role that the target names, or where it names none by the
// target's own policy.
import type { Forward } from "../gateway/service.ts";
import type { Account } from "../iam/account.ts";
import type { RoleAccess } from "../iam/role-access.ts";
import { serviceMay } from "../iam/service-may.ts";

export interface Targets {
  forward: Forward;
  account: Account;
  roles: RoleAccess;
  accountId: string;
  /** Puts an event on another bus of the account. */
  putEvent(region: string, bus: string, entry: Record<string, unknown>): void;
}

/** Who hands it over. */
export interface Sender {
  /** events.amazonaws.com or scheduler.amazonaws.com */
  service: string;
  /** ARN of the rule or schedule. */
  arn: string;
  region: string;
}

export interface Handed {
  /** ARN of the target. */
  arn: string;
  roleArn?: string | undefined;
  /** What it is given. */
  input: string;
  batch?:
    | { JobDefinition: string; JobName: string; ArrayProperties?: unknown; RetryStrategy?: unknown }
    | undefined;
  /** Of a FIFO queue. */
  messageGroupId?: string | undefined;
}

/** A hand-over that failed; `final` where another try would fail too. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly code: string;
  readonly final: boolean;
  constructor(code: string, message: string, final: boolean) {
    super(message);
    this.code = code;
    this.final = final;
  }
}

/** Whether the role lets it; without one, whether the target's own policy lets the service. */
export async function permit(
  { roles, accountId }: Targets,
  { service, arn: SourceArn }: Sender,
  { roleArn }: Pick<Handed, "roleArn">,
  action: string,
  resource: string,
  policy?: () => Promise<unknown>,
): Promise<void> {
  if (roleArn) {
    if (!(await roles.lacks(roleArn, action, resource, true))) return;
    throw new TargetError(
      "NO_PERMISSIONS",
      `The role ${roleArn} is not authorized to perform: ${action} on resource: ${resource}`,
      true,
    );
  }
  const asked = { service, action, resource, accountId, context: { "aws:SourceArn": SourceArn } };
  if (policy && serviceMay(await policy(), asked)) return;
  throw new TargetError(
    "NO_PERMISSIONS",
    `${service} is not authorized to perform: ${action} on resource: ${resource} for ${SourceArn}`,
    true,
  );
}
