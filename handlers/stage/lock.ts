// One attempt at a run at a time, by Powertools' idempotency: what would interleave fails and is delivered again.
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { Context } from "aws-lambda";
import { dynamodb } from "../aws/clients.ts";

/** Longer than a Lambda may live: a lock whose record expires under a running function would be none. */
const LOCK_SECONDS = 16 * 60;

let store: DynamoDBPersistenceLayer | undefined;

/**
 * Runs `work` unless another attempt at the run is running, which throws IdempotencyAlreadyInProgressError. The lock of
 * a killed attempt ends when its function would have timed out.
 * @returns false where an earlier attempt has already finished `work`.
 */
export async function withLock(
  lock: { table: string; name: string; runId: string },
  context: Context,
  work: () => Promise<void>,
): Promise<boolean> {
  store ??= new DynamoDBPersistenceLayer({ tableName: lock.table, awsSdkV3Client: dynamodb() });
  const config = new IdempotencyConfig({ expiresAfterSeconds: LOCK_SECONDS, hashFunction: "sha256" });
  config.registerLambdaContext(context);
  let ran = false;
  const guarded = makeIdempotent(
    async (_payload: { run_id: string }) => {
      ran = true;
      await work();
      return {};
    },
    { persistenceStore: store, config, keyPrefix: `stage-${lock.name}` },
  );
  await guarded({ run_id: lock.runId });
  return ran;
}

/** Forgets that `runId` was done: for a run whose manifest someone has removed so that it is done again. */
export const forget = async (runId: string): Promise<void> => store?.deleteRecord({ run_id: runId });
