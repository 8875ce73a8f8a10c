// CloudWatch Logs refuses a log group whose key it may not use: the key's policy must let logs.REGION.amazonaws.com
// encrypt and decrypt for that group. moto takes any key; the mistake would show in the cloud only.
// Source: CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
import { awsError } from "../../gateway/errors.ts";
import type { Handler, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { serviceMay } from "../../iam/service-may.ts";

const ACTIONS = ["kms:GenerateDataKey", "kms:Encrypt", "kms:Decrypt"];

export function logGroupKeys(account: Account, accountId: string): Handler {
  const refusal = async (request: ServiceRequest): Promise<ServiceResponse | undefined> => {
    const { region } = request;
    const input = JSON.parse(request.body.toString("utf8")) as { logGroupName?: string; kmsKeyId?: string };
    const { logGroupName, kmsKeyId: key } = input;
    if (!key || !logGroupName) return undefined;
    const group = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
    const policy = await account.keyPolicy(key);
    for (const action of ACTIONS) {
      const context = { "kms:EncryptionContext:aws:logs:arn": group, "aws:SourceArn": group };
      const asked = { service: `logs.${region}.amazonaws.com`, action, resource: key, accountId, context };
      if (serviceMay(policy, asked)) continue;
      return awsError(
        request,
        400,
        "AccessDeniedException",
        `The specified KMS key does not exist or is not allowed to be used with Arn '${group}'`,
      );
    }
    return undefined;
  };

  return (request, forward) =>
    request.operation === "CreateLogGroup" || request.operation === "AssociateKmsKey"
      ? refusal(request).then((refused) => refused ?? forward(request))
      : undefined;
}
