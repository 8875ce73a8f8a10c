// Arrivals become objects in the landing bucket, each arrival in one object and no more, whoever is killed at whatever
// moment. docs/decisions/records.md tells why it holds.
//
// A batch is an object that is to be. Each arrival is claimed for one batch; what is claimed is written; what is written is
// noted. An arrival that another batch has claimed waits for that one: once it is written, the arrival is done; once it is dead,
// its object is sealed, so that nobody can write it any more, and the arrival is claimed anew.
import { HeadraceError } from "../errors.ts";
import type { Arrival } from "./arrival.ts";
import { batchesOf } from "./batches.ts";

/** Who has claimed an arrival. */
export interface Claim {
  /** Key of the batch's object. */
  batch: string;
  /** Of the body that was claimed; see Arrival. */
  digest?: string | undefined;
}

export interface Claims {
  /** Notes a batch before any arrival is claimed for it. */
  open(batch: string, until: number): Promise<void>;
  /** Says that the batch is still at work until then (epoch milliseconds). */
  renew(batch: string, until: number): Promise<void>;
  /** Notes that the batch's object is written. */
  landed(batch: string): Promise<void>;
  /** Undefined where nothing is noted of it (any more). */
  stateOf(batch: string): Promise<{ landed: boolean; until: number } | undefined>;
  /**
   * Claims an arrival for a batch: one that nobody has claimed, or one that `from` has.
   * @returns whose it is now: the given batch's, or another's
   */
  claim(arrival: Arrival, batch: string, from: string | undefined): Promise<Claim>;
}

export interface Landing {
  /** A key that no other batch has. */
  keyFor(dataset: string): string;
  /** Writes an object where there is none. @returns false where its key is sealed: then nothing is written */
  write(key: string, lines: Buffer[]): Promise<boolean>;
  /** Seals a key, unless its object is written. @returns false where it is written */
  seal(key: string): Promise<boolean>;
}

export interface LandOptions {
  claims: Claims;
  landing: Landing;
  mostBytes: number;
  /** Milliseconds that are left for all of it. */
  timeLeft: () => number;
  /** Told of each object that was written. */
  onLanded?: (landed: {
    key: string;
    dataset: string;
    messages: number;
    records: number;
    bytes: number;
  }) => void;
  now?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
}

/** For so long a batch counts as alive after its last sign of life; it gives four in that time. */
export const LEASE_MS = 8_000;
const LOOK_MS = 250;
/** Claims that are under way at once, of one batch. */
const AT_ONCE = 64;
/** Nothing is begun when less is left. */
const LEAST_MS = 2_000;

interface Item {
  arrival: Arrival;
  /** The dead batch that it is taken from. */
  from?: string;
}
interface Held {
  arrival: Arrival;
  batch: string;
}

/** @returns why an arrival is not in the lake yet, of those that are not: they are to come again. */
export async function landAll(
  arrivals: readonly Arrival[],
  options: LandOptions,
): Promise<Map<Arrival, unknown>> {
  const failed = new Map<Arrival, unknown>();
  const byId = Map.groupBy(arrivals, ({ id }) => id);
  let items: Item[] = [...byId.values()].flatMap(([arrival]) =>
    arrival && arrival.records > 0 ? [{ arrival }] : [],
  );
  while (items.length > 0) {
    const held: Held[] = [];
    for (const batch of batchesOf(items, options.mostBytes))
      try {
        held.push(...(await landBatch(batch, options, failed)));
      } catch (error) {
        for (const { arrival } of batch) failed.set(arrival, error);
      }
    items = [];
    for (const [batch, group] of Map.groupBy(held, (one) => one.batch))
      try {
        // Those of a batch that is written are done.
        if (await isDead(batch, options))
          items.push(...group.map(({ arrival }) => ({ arrival, from: batch })));
      } catch (error) {
        for (const { arrival } of group) failed.set(arrival, error);
      }
  }
  // What came twice at once shares the fate of the first.
  for (const [first, ...others] of byId.values())
    for (const other of others)
      if (first && first.digest !== other.digest) failed.set(other, keyReused());
      else if (first && failed.has(first)) failed.set(other, failed.get(first));
  return failed;
}

/** @returns what other batches have claimed. */
async function landBatch(
  items: readonly Item[],
  options: LandOptions,
  failed: Map<Arrival, unknown>,
): Promise<Held[]> {
  const { claims, landing, timeLeft, onLanded, now = Date.now } = options;
  const dataset = (items[0] as Item).arrival.dataset;
  const key = landing.keyFor(dataset);
  if (timeLeft() < LEAST_MS) throw new Error("The function's time is used up.");
  await claims.open(key, now() + LEASE_MS);
  const signs = setInterval(() => {
    // One that fails is followed by another; a batch that is taken for dead loses its key, and nothing else.
    claims.renew(key, now() + LEASE_MS).catch(() => {});
  }, LEASE_MS / 4).unref();
  try {
    const held: Held[] = [];
    const claimed = new Set<Arrival>();
    // A claim that fails may be there all the same: the batch is given up with it, or it would be written without a record
    // that is claimed for it, and which would count as done.
    await eachAtOnce(items, async ({ arrival, from }) => {
      const claim = await claims.claim(arrival, key, from);
      if (claim.digest !== arrival.digest) failed.set(arrival, keyReused());
      else if (claim.batch === key) claimed.add(arrival);
      else held.push({ arrival, batch: claim.batch });
    });
    if (claimed.size === 0) return held;
    const own = items.map(({ arrival }) => arrival).filter((arrival) => claimed.has(arrival));
    const lines = own.map((arrival) => arrival.lines);
    if (!(await landing.write(key, lines))) throw new Error("The batch was taken for dead and given up.");
    await claims.landed(key);
    onLanded?.({
      ...{ key, dataset, messages: own.length },
      records: own.reduce((sum, { records }) => sum + records, 0),
      bytes: lines.reduce((sum, { length }) => sum + length, 0),
    });
    return held;
  } finally {
    clearInterval(signs);
  }
}

/** Calls `work` for some items at a time. The first failure stops what has not begun; it is thrown once all is at rest. */
async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let broken = false;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (broken) return;
      await work(item).catch((error) => {
        broken = true;
        throw error;
      });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  const failure = workers.find((one) => one.status === "rejected");
  if (failure) throw failure.reason;
}

/** Waits until a batch is written or dead. */
async function isDead(batch: string, options: LandOptions): Promise<boolean> {
  const { claims, landing, timeLeft, now = Date.now, sleep = pause } = options;
  for (;;) {
    const state = await claims.stateOf(batch);
    if (state?.landed) return false;
    const alive = (state?.until ?? 0) - now();
    if (alive <= 0) break;
    if (timeLeft() < LEAST_MS) throw new Error("Another batch is still at work on the record.");
    await sleep(Math.min(alive, LOOK_MS));
  }
  if (await landing.seal(batch)) return true;
  // It died after it had written, or is about to note it.
  await claims.landed(batch);
  return false;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const keyReused = () =>
  new HeadraceError(
    "record_key_reused",
    "The producer sent another message under the same record_key before.",
    "Give each message a key of its own, and send a message again as it was. Look at it in the dead-letter queue.",
  );
