// An emulated account for the handlers' tests: moto, with the resources that a pipeline's modules would make.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GlueClient } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { contractSchema } from "../../core/contract/schema.ts";
import { AUDIT_INDEX, AUDIT_KEY } from "../../core/records/audit.ts";
import { startMoto } from "../../local/moto/launch.ts";

export interface Account {
  /** What every AWS client needs to reach it. */
  env: Record<string, string>;
  s3: S3Client;
  sqs: SQSClient;
  sns: SNSClient;
  dynamodb: DynamoDBClient;
  secrets: SecretsManagerClient;
  glue: GlueClient;
  /** A folder of the tests' own. */
  scratch: string;
  close(): Promise<void>;
}

export async function openAccount(): Promise<Account> {
  const scratch = await mkdtemp(join(tmpdir(), "headrace-handlers-"));
  const moto = await startMoto(join(scratch, "moto.log"), () => {});
  const endpoint = `http://127.0.0.1:${moto.port}`;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const config = { endpoint, region: "eu-west-1", credentials };
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    dynamodb: new DynamoDBClient(config),
    secrets: new SecretsManagerClient(config),
    glue: new GlueClient(config),
  };
  return {
    ...clients,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: config.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    scratch,
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await moto.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

export interface Pipeline {
  landing: string;
  curated: string;
  quarantine: string;
  auditTable: string;
  oversizeQueue: string;
  secret: string;
  /** dataset.curated, and a queue that receives it. */
  topic: string;
  noticeQueue: string;
  /** The stage function's environment. */
  stageEnv: Record<string, string>;
}

/** The resources of one pipeline whose names begin with `name`, working by `contract` (as yaml would give it). */
export async function makePipeline(account: Account, name: string, contract: object): Promise<Pipeline> {
  const [landing, curated, quarantine] = await Promise.all(
    ["landing", "curated", "quarantine"].map(async (zone) => {
      const Bucket = `${name}-${zone}`;
      await account.s3.send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
      );
      await account.s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      );
      return Bucket;
    }),
  );
  const parsed = JSON.stringify(contractSchema.parse(contract));
  await account.s3.send(
    new PutObjectCommand({ Bucket: curated, Key: "_contract/contract.json", Body: parsed }),
  );
  const auditTable = `${name}-audit`;
  const idempotencyTable = `${name}-idempotency`;
  await makeAuditTable(account, auditTable);
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName: idempotencyTable,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  const queue = async (suffix: string) =>
    (await account.sqs.send(new CreateQueueCommand({ QueueName: `${name}-${suffix}` }))).QueueUrl as string;
  const [oversizeQueue, noticeQueue] = [await queue("oversize"), await queue("notices")];
  const secret = (await account.secrets.send(new CreateSecretCommand({ Name: `${name}-token-key` })))
    .ARN as string;
  const topic = (await account.sns.send(new CreateTopicCommand({ Name: `${name}-curated` })))
    .TopicArn as string;
  await account.sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: "sqs",
      Endpoint: topic.replace(":sns:", ":sqs:").replace(/[^:]+$/, `${name}-notices`),
    }),
  );
  const zones = { landing: landing as string, curated: curated as string, quarantine: quarantine as string };
  return {
    ...zones,
    auditTable,
    oversizeQueue,
    secret,
    topic,
    noticeQueue,
    stageEnv: {
      CONTRACT_URI: `s3://${curated}/_contract/contract.json`,
      CONTRACT_DIGEST: createHash("sha256").update(parsed).digest("hex"),
      LANDING_BUCKET: zones.landing,
      CURATED_BUCKET: zones.curated,
      QUARANTINE_BUCKET: zones.quarantine,
      AUDIT_TABLE: auditTable,
      IDEMPOTENCY_TABLE: idempotencyTable,
      AUDIT_TTL_DAYS: "30",
      TOKEN_KEY_SECRET_ARN: secret,
      MAX_OBJECT_BYTES: String(1024 * 1024),
      OVERSIZE_QUEUE_URL: oversizeQueue,
    },
  };
}

async function makeAuditTable(account: Account, name: string): Promise<void> {
  const { name: IndexName, hash, range } = AUDIT_INDEX;
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [AUDIT_KEY, hash, range].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [{ AttributeName: AUDIT_KEY, KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName,
          KeySchema: [
            { AttributeName: hash, KeyType: "HASH" },
            { AttributeName: range, KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
}
