// Lambda function `records`: records that arrived one by one become NDJSON objects in the landing bucket, from where they
// are files like any other. Fed by SQS; each message's records are in one object, however often it comes.
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Arrival, arrivalOf } from "../../core/arrivals/arrival.ts";
import { landAll } from "../../core/arrivals/land.ts";
import { type RecordsEnvironment, recordsEnvironment } from "../../core/environment/records.ts";
import { DATASET_ATTRIBUTE, RECORD_KEY_ATTRIBUTE } from "../../core/records/record-message.ts";
import { dynamodbClaims } from "../aws/claims.ts";
import { concurrently } from "../aws/concurrently.ts";
import { readDeployed } from "../aws/deployed.ts";
import { failureOf } from "../aws/failure.ts";
import { refuse } from "../sqs/batch.ts";
import { isPermanent } from "../sqs/redelivery.ts";
import { loggerOf } from "../telemetry.ts";
import { s3Landing } from "./landing.ts";

const logger = loggerOf("records");

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const env = recordsEnvironment.parse(process.env);
  const datasets = await datasetsOf(env);
  const failed = new Map<SQSRecord, unknown>();
  const messages = new Map<Arrival, SQSRecord>();
  for (const message of event.Records)
    try {
      messages.set(arrivalOf(read(message), datasets), message);
    } catch (error) {
      failed.set(message, error);
    }
  const ends = await landAll([...messages.keys()], {
    claims: dynamodbClaims(env.CLAIMS_TABLE, env.CLAIM_DAYS),
    landing: s3Landing(env.LANDING_BUCKET),
    mostBytes: env.MAX_OBJECT_BYTES,
    timeLeft: () => context.getRemainingTimeInMillis(),
    onLanded: (landed) => logger.info("Records landed", landed),
  });
  for (const [arrival, error] of ends) failed.set(messages.get(arrival) as SQSRecord, error);
  return { batchItemFailures: await refuseAll(failed) };
}

const read = ({ messageId, body, attributes, messageAttributes }: SQSRecord) => ({
  messageId,
  sender: attributes.SenderId,
  body,
  dataset: messageAttributes[DATASET_ATTRIBUTE]?.stringValue,
  recordKey: messageAttributes[RECORD_KEY_ATTRIBUTE]?.stringValue,
});

/** A message that can never succeed is logged by itself; what befell many together, once for all of them. */
async function refuseAll(failed: ReadonlyMap<SQSRecord, unknown>): Promise<SQSBatchItemFailure[]> {
  const [forever, forNow] = [
    [...failed].filter(([, error]) => isPermanent(error)),
    new Map<unknown, number>(),
  ];
  await concurrently(forever, 10, ([message, error]) => refuse(message, error, logger));
  for (const error of failed.values())
    if (!isPermanent(error)) forNow.set(error, (forNow.get(error) ?? 0) + 1);
  for (const [error, count] of forNow)
    logger.error("Messages come again", { messages: count, ...failureOf(error) });
  return [...failed.keys()].map(({ messageId }) => ({ itemIdentifier: messageId }));
}

let known: { digest: string; names: ReadonlySet<string> } | undefined;

/** The contract's datasets, read once per process. Terraform has checked it, and its digest tells that it is that one. */
async function datasetsOf({
  CONTRACT_URI,
  CONTRACT_DIGEST,
}: RecordsEnvironment): Promise<ReadonlySet<string>> {
  if (known?.digest !== CONTRACT_DIGEST) {
    const { datasets } = JSON.parse(await readDeployed("contract", CONTRACT_URI, CONTRACT_DIGEST));
    known = { digest: CONTRACT_DIGEST, names: new Set(Object.keys(datasets)) };
  }
  return known.names;
}
