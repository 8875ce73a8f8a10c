// Whether a resource's own policy lets an AWS service do something for this account, as the service would be refused.
import { evaluate } from "./evaluate/evaluate.ts";
import { PolicyError } from "./evaluate/policy.ts";

export interface ServiceRequestOf {
  /** The service's principal, such as "s3.amazonaws.com". */
  service: string;
  action: string;
  resource: string;
  accountId: string;
  /** Condition keys beside those of every request of a service. */
  context: Record<string, string>;
}

/** @param policy of the resource; a resource without one lets no service do anything */
export function serviceMay(policy: unknown, asked: ServiceRequestOf): boolean {
  if (!policy) return false;
  const { service, action, resource, accountId } = asked;
  const context = {
    "aws:SourceAccount": accountId,
    "aws:SecureTransport": "true",
    "aws:PrincipalIsAWSService": "true",
    "aws:PrincipalServiceName": service,
    ...asked.context,
  };
  try {
    const caller = { kind: "service", name: service } as const;
    return evaluate({ caller, action, resource, context }, { resource: policy }) === "allowed";
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    // What cannot be judged is let through.
    return true;
  }
}
