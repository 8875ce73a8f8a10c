// One attempt at a run at a time, by Powertools' idempotency. The lock is a lease that its holder renews while it lives:
// that of a killed attempt ends in seconds, and not when its function would have timed out.
import {
  IdempotencyConfig,
  IdempotencyItemNotFoundError,
  makeIdempotent,
} from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { ConditionalCheckFailedException, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";
import { dynamodb } from "../../aws/clients/dynamodb.ts";

/** A lease is renewed three times before it would end. */
export const LEASE_MS = 15_000;
const RENEW_MS = LEASE_MS / 4;
/** How long a record outlives its last renewal: one that expires under a run that is alive would lock nothing. */
const RECORD_SECONDS = 16 * 60;

type StoredRecord = Parameters<DynamoDBPersistenceLayer["_putRecord"]>[0];

/** Powertools' store, for one run at a time, which keeps the record of the run in progress alive. */
class LeaseStore extends DynamoDBPersistenceLayer {
  readonly #table: string;
  #lost = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(tableName: string) {
    super({ tableName, awsSdkV3Client: dynamodb() });
    this.#table = tableName;
  }

  /** Aborted when another attempt has taken the run: this one was silent for longer than its lease. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  protected override async _putRecord(record: StoredRecord): Promise<void> {
    await super._putRecord(record);
    this.#lost = new AbortController();
    let until = record.inProgressExpiryTimestamp ?? 0;
    this.#timer = setInterval(async () => {
      const next = Date.now() + LEASE_MS;
      if (await this.#renew(record.idempotencyKey, until, next)) until = next;
    }, RENEW_MS).unref();
  }

  /** False where it could not be renewed just now. */
  async #renew(key: string, until: number, next: number): Promise<boolean> {
    try {
      await dynamodb().send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: this.getKey(key),
          UpdateExpression: "SET #until = :next, #end = :end",
          ConditionExpression: "#until = :until",
          ExpressionAttributeNames: { "#until": "in_progress_expiration", "#end": "expiration" },
          ExpressionAttributeValues: {
            ":until": { N: String(until) },
            ":next": { N: String(next) },
            ":end": { N: String(Math.floor(next / 1000) + RECORD_SECONDS) },
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && this.#timer)
        this.#lost.abort(new Error("Another attempt has taken over this run."));
      return false;
    }
  }

  protected override async _updateRecord(record: StoredRecord): Promise<void> {
    if (this.#release()) await super._updateRecord(record);
  }

  protected override async _deleteRecord(record: StoredRecord): Promise<void> {
    if (this.#release()) await super._deleteRecord(record);
  }

  /** Stops renewing; false where the record is another attempt's by now. */
  #release(): boolean {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return !this.#lost.signal.aborted;
  }
}

let store: LeaseStore | undefined;

interface Lock {
  table: string;
  name: string;
  runId: string;
}

/** The store of a lock, told how to name it and how long its first lease is. */
function storeOf(lock: Lock): { leases: LeaseStore; config: IdempotencyConfig; keyPrefix: string } {
  store ??= new LeaseStore(lock.table);
  const config = new IdempotencyConfig({ expiresAfterSeconds: RECORD_SECONDS, hashFunction: "sha256" });
  // Powertools takes the time that a lock lasts at first for the time that the function has left.
  config.registerLambdaContext({ getRemainingTimeInMillis: () => LEASE_MS } as Context);
  return { leases: store, config, keyPrefix: `stage-${lock.name}` };
}

/** Whether the last attempt at the run ended without giving its lock back: it was killed, with its process. */
export async function wasAbandoned(lock: Lock): Promise<boolean> {
  const { leases, config, keyPrefix } = storeOf(lock);
  leases.configure({ config, keyPrefix });
  try {
    const record = await leases.getRecord({ run_id: lock.runId });
    return record.getStatus() === "INPROGRESS" && (record.inProgressExpiryTimestamp ?? Infinity) < Date.now();
  } catch (error) {
    if (error instanceof IdempotencyItemNotFoundError) return false;
    throw error;
  }
}

/**
 * Runs `work` unless another attempt at the run is alive, which throws IdempotencyAlreadyInProgressError. The signal is
 * aborted when `work` has lost its lock.
 * @returns false where an earlier attempt has already finished `work`.
 */
export async function withLock(lock: Lock, work: (lost: AbortSignal) => Promise<void>): Promise<boolean> {
  const { leases, config, keyPrefix } = storeOf(lock);
  let ran = false;
  const guarded = makeIdempotent(
    async (_payload: { run_id: string }) => {
      ran = true;
      await work(leases.lost);
      return {};
    },
    { persistenceStore: leases, config, keyPrefix },
  );
  await guarded({ run_id: lock.runId });
  return ran;
}

/** Forgets that a run was done: for one whose manifest someone has removed so that it is done again. */
export const forget = async (runId: string): Promise<void> => store?.deleteRecord({ run_id: runId });
