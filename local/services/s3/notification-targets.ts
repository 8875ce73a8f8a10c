// S3 refuses notifications to a queue or topic that it may not send to: the queue's policy, and that of the key which
// encrypts it, must let s3.amazonaws.com. moto takes any; the mistake would show in the cloud only.

import { Readable } from "node:stream";
import { awsError } from "../../gateway/errors.ts";
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { Handler, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { serviceMay } from "../../iam/service-may.ts";

const TARGETS = /<(?:Queue|Topic)>\s*([^<\s]+)\s*<\/(?:Queue|Topic)>/g;

export function notificationTargets(account: Account, accountId: string): Handler {
  const allows = (policy: unknown, action: string, resource: string, bucket: string): boolean =>
    serviceMay(policy, {
      service: "s3.amazonaws.com",
      action,
      resource,
      accountId,
      context: { "aws:SourceArn": `arn:aws:s3:::${bucket}` },
    });

  const refusal = async (request: ServiceRequest, bucket: string): Promise<ServiceResponse | undefined> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request.stream ?? []) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    request.stream = Readable.from([body]);
    request.headers["content-length"] = String(body.length);
    for (const [, target = ""] of body.toString("utf8").matchAll(TARGETS)) {
      const action = target.split(":")[2] === "sqs" ? "sqs:SendMessage" : "sns:Publish";
      const region = String(target.split(":")[3]);
      const key = await account.keyOf(target, region);
      const reason = !allows(await account.policyOf(target), action, target, bucket)
        ? `its policy does not let s3.amazonaws.com ${action}`
        : key && !allows(await account.keyPolicy(key), "kms:GenerateDataKey", key, bucket)
          ? `the policy of its key ${key} does not let s3.amazonaws.com kms:GenerateDataKey`
          : undefined;
      if (reason) {
        return awsError(
          request,
          400,
          "InvalidArgument",
          `Unable to validate the following destination configurations: ${target} (${reason})`,
        );
      }
    }
    return undefined;
  };

  return (request, forward) => {
    if (request.method !== "PUT" || !request.query.has("notification")) return undefined;
    const { bucket, key } = bucketAndKey(request.path);
    if (key !== undefined) return undefined;
    return refusal(request, bucket).then((refused) => refused ?? forward(request));
  };
}
