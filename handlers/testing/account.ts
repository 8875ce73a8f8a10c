// An emulated account for the handlers' tests: moto, with the resources that a pipeline's modules would make.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
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
  kms: KMSClient;
  /** A folder of the tests' own. */
  scratch: string;
  close(): Promise<void>;
}

/** @param options.container moto runs in its container, and not by Python */
export async function openAccount(options: { container?: boolean } = {}): Promise<Account> {
  const scratch = await mkdtemp(join(tmpdir(), "headrace-handlers-"));
  const log = join(scratch, "moto.log");
  const moto = await startMoto(log, join(scratch, "objects"), () => {}, { ...options, open: true });
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
    kms: new KMSClient(config),
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
  /** For split topologies: between parts of the stages, and the queue of the part that follows. */
  interim: string;
  nextQueue: string;
  auditTable: string;
  idempotencyTable: string;
  vaultTable: string;
  oversizeQueue: string;
  /** dataset.curated, and a queue that receives it. */
  topic: string;
  noticeQueue: string;
  /** The stage function's environment. */
  stageEnv: Record<string, string>;
}

/** The resources of one pipeline whose names begin with `name`, working by `contract` (as yaml would give it). */
export async function makePipeline(account: Account, name: string, contract: object): Promise<Pipeline> {
  const bucket = async (zone: string) => {
    const Bucket = `${name}-${zone}`;
    await account.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    await account.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    return Bucket;
  };
  const queue = async (use: string) => {
    const { QueueUrl = "" } = await account.sqs.send(new CreateQueueCommand({ QueueName: `${name}-${use}` }));
    return QueueUrl;
  };
  const curated = await bucket("curated");
  const text = JSON.stringify(contract);
  await account.s3.send(
    new PutObjectCommand({ Bucket: curated, Key: "_contract/contract.json", Body: text }),
  );
  const { ARN: secret = "" } = await account.secrets.send(
    new CreateSecretCommand({ Name: `${name}-token-key` }),
  );
  const pipeline = {
    landing: await bucket("landing"),
    curated,
    quarantine: await bucket("quarantine"),
    interim: await bucket("interim"),
    nextQueue: await queue("next"),
    auditTable: await makeAuditTable(account, `${name}-audit`),
    idempotencyTable: await makeKeyedTable(account, `${name}-idempotency`),
    vaultTable: await makeKeyedTable(account, `${name}-vault`),
    oversizeQueue: await queue("oversize"),
    ...(await makeTopic(account, name, await queue("notices"))),
  };
  return {
    ...pipeline,
    stageEnv: {
      CONTRACT_URI: `s3://${curated}/_contract/contract.json`,
      CONTRACT_DIGEST: createHash("sha256").update(text).digest("hex"),
      LANDING_BUCKET: pipeline.landing,
      CURATED_BUCKET: curated,
      QUARANTINE_BUCKET: pipeline.quarantine,
      AUDIT_TABLE: pipeline.auditTable,
      IDEMPOTENCY_TABLE: pipeline.idempotencyTable,
      AUDIT_TTL_DAYS: "30",
      TOKEN_KEY_SECRET_ARN: secret,
      VAULT_TABLE: pipeline.vaultTable,
      VAULT_KMS_KEY_ARN: await makeKey(account),
      MAX_OBJECT_BYTES: String(1024 * 1024),
      OVERSIZE_QUEUE_URL: pipeline.oversizeQueue,
    },
  };
}

async function makeKey(account: Account): Promise<string> {
  const { KeyMetadata } = await account.kms.send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? "";
}

async function makeTopic(
  account: Account,
  name: string,
  noticeQueue: string,
): Promise<Pick<Pipeline, "topic" | "noticeQueue">> {
  const { TopicArn: topic = "" } = await account.sns.send(
    new CreateTopicCommand({ Name: `${name}-curated` }),
  );
  const Endpoint = topic.replace(":sns:", ":sqs:").replace(/[^:]+$/, `${name}-notices`);
  await account.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint }));
  return { topic, noticeQueue };
}

/** A table whose hash key is `id`: that of idempotency, and the vault's. */
export async function makeKeyedTable(account: Account, TableName: string): Promise<string> {
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  return TableName;
}

async function makeAuditTable(account: Account, TableName: string): Promise<string> {
  const { name: IndexName, hash, range } = AUDIT_INDEX;
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName,
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
  return TableName;
}
