// Lambda function `archive`: audit records whose time is over become objects of the archive. Fed by the table's stream; each record is
// in one object, however often it comes, and whenever the function is stopped.
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Arrival } from "../../core/arrivals/arrival.ts";
import { landAll } from "../../core/arrivals/land.ts";
import { ARCHIVE_CLAIM_DAYS, archiveEnvironment } from "../../core/environment/archive.ts";
import { arrivalOfExpired, expiredSchema } from "../../core/records/archive/expired.ts";
import { dynamodbClaims } from "../aws/claims.ts";
import { failureOf } from "../aws/failure.ts";
import { loggerOf } from "../telemetry.ts";
import { archiveObjects } from "./objects.ts";

const logger = loggerOf("archive");

/** An event has 6 MB: every batch is one object of each kind. */
const MOST_BYTES = 16_000_000;

export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.addContext(context);
  const env = archiveEnvironment.parse(process.env);
  const failed = new Map<DynamoDBRecord, unknown>();
  const records = new Map<Arrival, DynamoDBRecord>();
  for (const record of event.Records)
    try {
      records.set(arrivalOfExpired(expiredSchema.parse(record)), record);
    } catch (error) {
      failed.set(record, error);
    }
  const ends = await landAll([...records.keys()], {
    claims: dynamodbClaims(env.CLAIMS_TABLE, ARCHIVE_CLAIM_DAYS),
    landing: archiveObjects(env.ARCHIVE_BUCKET),
    mostBytes: MOST_BYTES,
    timeLeft: () => context.getRemainingTimeInMillis(),
    onLanded: ({ key, records: count, bytes }) =>
      logger.info("Records archived", { key, records: count, bytes }),
  });
  for (const [arrival, error] of ends) failed.set(records.get(arrival) as DynamoDBRecord, error);
  for (const [error, count] of countsOf(failed))
    logger.error("Records come again", { records: count, ...failureOf(error) });
  return {
    batchItemFailures: [...failed.keys()].map(({ dynamodb }) => ({
      itemIdentifier: String(dynamodb?.SequenceNumber),
    })),
  };
}

/** What befell many together is logged once for all of them. */
function countsOf(failed: ReadonlyMap<DynamoDBRecord, unknown>): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const error of failed.values()) counts.set(error, (counts.get(error) ?? 0) + 1);
  return counts;
}
