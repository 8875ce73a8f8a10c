// Whether a resource's own policy lets an AWS service do something for this account, as the service would be refused.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { knownKeys } from "./known-keys.ts";

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
export async function serviceMay(policy: unknown, asked: ServiceRequestOf): Promise<boolean> {
  if (!policy) return false;
  const { service, action, resource, accountId, context } = asked;
  const result = await runSimulation(
    {
      request: {
        principal: service,
        action,
        resource: { resource, accountId },
        contextVariables: {
          "aws:SourceAccount": accountId,
          "aws:SecureTransport": "true",
          "aws:PrincipalIsAWSService": "true",
          "aws:PrincipalServiceName": service,
          ...knownKeys(context),
        },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: knownKeys(policy),
    },
    {},
  );
  // What the simulator cannot judge is let through.
  return result.resultType === "error" || result.overallResult === "Allowed";
}
