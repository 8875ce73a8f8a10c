// What a trail delivers: events to CloudWatch Logs at once, log files to S3 after a while, and a digest of them every hour.
import { gzipSync } from "node:zlib";
import { callJson } from "../../gateway/call.ts";
import type { Clock } from "../monitoring/clock.ts";
import { type DigestKey, HOUR_MS, sha256, writeDigest } from "./digest.ts";
import type { CloudTrailEvent } from "./event.ts";
import { logKey, putFile } from "./objects.ts";
import { groupOf, type Surroundings, streamOf } from "./permissions.ts";
import { regionLog, type Trail } from "./trail.ts";

/** AWS takes some five minutes; nobody wants to wait for them on a laptop. */
const FILES_MS = 15_000;
/** So that what comes at once is sent at once. */
const LOGS_MS = 200;
/** Events of a log file; what is more goes into the next. */
const MOST_EVENTS = 5000;
/** Events that one PutLogEvents takes here. */
const BATCH = 500;
/** Digests that are written one by one where much time was let pass; the next one covers what is left. */
const MOST_DIGESTS = 200;

interface ToTell {
  event: CloudTrailEvent;
  /** Machine time, in milliseconds since the epoch. */
  at: number;
}

export class Deliveries {
  readonly #around: Surroundings;
  readonly #clock: Clock;
  readonly #trails: () => Iterable<Trail>;
  readonly #key: DigestKey;
  readonly #timer: NodeJS.Timeout;
  readonly #streams = new Set<string>();
  readonly #waiting = new Map<Trail, ToTell[]>();
  #telling: Promise<void> | undefined;
  #files: Promise<void> = Promise.resolve();

  constructor(around: Surroundings, clock: Clock, trails: () => Iterable<Trail>, key: DigestKey) {
    this.#around = around;
    this.#clock = clock;
    this.#trails = trails;
    this.#key = key;
    this.#timer = setInterval(() => void this.deliver(), FILES_MS);
    this.#timer.unref();
  }

  /** Events that are on their way to CloudWatch Logs. */
  get untold(): number {
    return [...this.#waiting.values()].reduce((sum, list) => sum + list.length, 0) + (this.#telling ? 1 : 0);
  }

  take(trail: Trail, event: CloudTrailEvent): void {
    regionLog(trail, event.awsRegion, this.#clock.now()).pending.push(event);
    if (!trail.settings.CloudWatchLogsLogGroupArn) return;
    this.#waiting.set(trail, [...(this.#waiting.get(trail) ?? []), { event, at: Date.now() }]);
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tell(): Promise<void> {
    while (this.#waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, LOGS_MS));
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const [trail, list] of waiting) await this.#tellOf(trail, list);
    }
  }

  async #tellOf(trail: Trail, list: readonly ToTell[]): Promise<void> {
    const { forward, accountId } = this.#around;
    const [logGroupName, logStreamName] = [groupOf(trail, accountId), streamOf(accountId, trail.region)];
    const call = (operation: string, input: object): Promise<unknown> =>
      callJson(forward, "logs", trail.region, operation, { logGroupName, logStreamName, ...input });
    try {
      const stream = `${trail.region} ${logGroupName}`;
      if (!this.#streams.has(stream))
        await call("CreateLogStream", {}).catch((error: { code?: string }) => {
          if (error.code !== "ResourceAlreadyExistsException") throw error;
        });
      this.#streams.add(stream);
      for (let from = 0; from < list.length; from += BATCH)
        await call("PutLogEvents", {
          logEvents: list
            .slice(from, from + BATCH)
            .map(({ event, at }) => ({ timestamp: at, message: JSON.stringify(event) })),
        });
      Object.assign(trail.status, { told: this.#clock.now(), tellingError: undefined });
    } catch (error) {
      this.#streams.clear();
      trail.status.tellingError = (error as { code?: string }).code ?? (error as Error).message;
    }
  }

  /** Writes what is there, and the digests that are due; one after the other. */
  deliver(): Promise<void> {
    this.#files = this.#files
      .then(async () => {
        for (const trail of this.#trails()) await this.#deliverOf(trail);
      })
      .catch((error: Error) => console.error(new Date().toISOString(), "cloudtrail:", error.message));
    return this.#files;
  }

  /** Resolves when CloudWatch Logs has all that it is told. */
  async told(): Promise<void> {
    while (this.#telling) await this.#telling;
  }

  /** Resolves when nothing is on its way any more. */
  async settle(): Promise<void> {
    await this.told();
    await this.deliver();
  }

  async #deliverOf(trail: Trail): Promise<void> {
    const { accountId } = this.#around;
    const now = this.#clock.now();
    if (trail.status.logging) regionLog(trail, trail.region, now);
    for (const [region, log] of trail.regions) {
      while (log.pending.length > 0) {
        const events = log.pending.slice(0, MOST_EVENTS);
        const key = logKey(trail, accountId, region, now);
        const content = Buffer.from(JSON.stringify({ Records: events }));
        const failed = await putFile(trail, key, gzipSync(content), this.#around);
        trail.status.deliveryError = failed;
        // AWS tries for thirty days; so does this.
        if (failed) break;
        log.pending.splice(0, events.length);
        trail.status.delivered = now;
        const times = events.map(({ eventTime }) => eventTime).sort();
        log.files.push({
          s3Bucket: trail.settings.S3BucketName,
          s3Object: key,
          hashValue: sha256(content),
          hashAlgorithm: "SHA-256",
          newestEventTime: times.at(-1) ?? "",
          oldestEventTime: times[0] ?? "",
        });
      }
      await this.#digests(trail, region, now);
    }
  }

  async #digests(trail: Trail, region: string, now: number): Promise<void> {
    const log = trail.regions.get(region);
    if (!log || !trail.settings.EnableLogFileValidation) return;
    for (let written = 0; log.digestFrom + HOUR_MS <= now; written += 1) {
      // A trail that was stopped has a digest of what it logged until then, and no more.
      if (!trail.status.logging && log.files.length === 0) return;
      const end = written < MOST_DIGESTS ? log.digestFrom + HOUR_MS : now;
      const failed = await writeDigest(trail, region, log, end, this.#key, this.#around);
      trail.status.digestError = failed;
      if (failed) return;
      trail.status.digested = end;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#files;
  }
}
