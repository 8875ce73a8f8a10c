// The AWS clients of a function: one of each per process, made at first use from the environment alone. Marked pure, so
// that a bundle leaves out those that its handler does not use.
import { AthenaClient } from "@aws-sdk/client-athena";
import { BatchClient } from "@aws-sdk/client-batch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GlueClient } from "@aws-sdk/client-glue";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type Credentials, STSClient } from "@aws-sdk/client-sts";

/** An endpoint of one's own (the local AWS, a VPC endpoint's name) answers by path and not by bucket host name. */
const ownEndpoint = Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL);

const once = <T>(make: () => T): (() => T) => {
  let client: T | undefined;
  return () => {
    client ??= make();
    return client;
  };
};

export const s3 = /* @__PURE__ */ once(() => new S3Client({ maxAttempts: 5, forcePathStyle: ownEndpoint }));
/** S3 as a role that was taken on, to sign links by. */
export const s3As = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): S3Client =>
  new S3Client({
    forcePathStyle: ownEndpoint,
    credentials: {
      accessKeyId: AccessKeyId ?? "",
      secretAccessKey: SecretAccessKey ?? "",
      ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    },
  });
export const sqs = /* @__PURE__ */ once(
  () => new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false }),
);
export const sns = /* @__PURE__ */ once(() => new SNSClient({ maxAttempts: 5 }));
export const dynamodb = /* @__PURE__ */ once(() => new DynamoDBClient({ maxAttempts: 5 }));
export const sts = /* @__PURE__ */ once(() => new STSClient({ maxAttempts: 5 }));
export const athena = /* @__PURE__ */ once(() => new AthenaClient({ maxAttempts: 5 }));
export const batch = /* @__PURE__ */ once(() => new BatchClient({ maxAttempts: 5 }));
export const kms = /* @__PURE__ */ once(() => new KMSClient({ maxAttempts: 5 }));
export const glue = /* @__PURE__ */ once(() => new GlueClient({ maxAttempts: 5 }));
export const secrets = /* @__PURE__ */ once(() => new SecretsManagerClient({ maxAttempts: 5 }));
/** Calls of Invoke are never repeated by themselves: one that was not heard may have been obeyed. */
export const lambda = /* @__PURE__ */ once(() => new LambdaClient({ maxAttempts: 1 }));
