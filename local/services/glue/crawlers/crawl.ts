// One crawl: objects listed, read and grouped, and what they are written to the catalog, all as the crawler's role.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { RoleAccess } from "../../../iam/role-access.ts";
import type { LogStream, Logs } from "../../../process/logs.ts";
import { listObjects, ObjectCache, parseS3, type S3Object } from "../../../sql/objects.ts";
import { openInstance } from "../../../sql/session.ts";
import type { Classifiers } from "../classifiers.ts";
import { classify, type Reading } from "../classify/index.ts";
import { roleArn, roleName } from "../roles.ts";
import { writeTables } from "./catalog.ts";
import type { Crawl, Crawler, S3Target } from "./crawler.ts";
import { takeEvents } from "./events.ts";
import { isExcluded } from "./exclusions.ts";
import { type ClassifiedFile, type FoundTable, tablesOf } from "./group.ts";
import { locationOf } from "./names.ts";
import { configurationOf } from "./validate.ts";

export interface CrawlContext {
  endpoint: string;
  accountId: string;
  roles: RoleAccess;
  logs: Logs;
  /** For files of crawls. */
  scratch: string;
}

/** Files read at once. */
const AT_ONCE = 4;

/** The group that crawls write to: that of the role and the security configuration, where there is one. */
export const logGroupOf = ({ Role, CrawlerSecurityConfiguration: security }: Crawler["input"]): string =>
  security ? `/aws-glue/crawlers-role/${roleName(Role)}-${security}` : "/aws-glue/crawlers";

/**
 * Runs a crawl to its end; what goes wrong is thrown.
 * @param stop aborted by StopCrawler: what is written by then stays
 */
export async function runCrawl(
  crawler: Crawler,
  crawl: Crawl,
  classifiers: Classifiers,
  stop: AbortSignal,
  context: CrawlContext,
): Promise<void> {
  const { input, region } = crawler;
  const credentials = context.roles.credentials(roleArn(context.accountId, input.Role), "AWS-Crawler");
  const asRole = { endpoint: context.endpoint, region, credentials };
  const s3 = new S3Client({ ...asRole, forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
  const glue = new GlueClient(asRole);
  const sqs = new SQSClient(asRole);
  const log = await openLog(crawler, crawl, context);
  const say = (line: string): void => log.line(`[${crawl.id}] ${line}`);
  await mkdir(context.scratch, { recursive: true });
  const cache = new ObjectCache(join(context.scratch, "objects"), 1024 ** 3);
  const instance = await openInstance({ folders: [cache.folder], spill: join(context.scratch, "spill") });
  const connection = await instance.connect();
  try {
    say(`BENCHMARK : Running Start Crawl for Crawler ${input.Name}`);
    const configuration = configurationOf(input);
    const reading: Reading = {
      ...{ s3, cache, connection },
      classifiers: (input.Classifiers ?? [])
        .filter((name) => classifiers.has(name))
        .map((name) => classifiers.get(name)),
    };
    const tables: FoundTable[] = [];
    const unseen: string[] = [];
    for (const target of input.Targets.S3Targets ?? []) {
      if (!(await isDue(target, crawler, sqs))) {
        const { bucket, root } = rootOf(target);
        unseen.push(locationOf(bucket, root));
        continue;
      }
      const { bucket, root, objects } = await objectsOf(target, s3);
      const files = await classified(objects, reading, stop);
      for (const { object, schema } of files)
        if (schema.classification === "UNKNOWN")
          say(`WARN : s3://${object.bucket}/${object.key} is of no format that a classifier knows`);
      tables.push(...tablesOf(files, { bucket, root, ...configuration }));
    }
    stop.throwIfAborted();
    say(`BENCHMARK : Classification complete, writing results to database ${input.DatabaseName}`);
    await writeTables(tables, { glue, input, configuration, changes: crawl.changes, unseen, say });
    say("BENCHMARK : Finished writing to Catalog");
    say("BENCHMARK : Crawler has finished running and is in state READY");
  } catch (error) {
    say(`ERROR : ${(error as Error).message}`);
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const client of [s3, glue, sqs]) client.destroy();
    log.close();
    await context.logs.flush();
  }
}

const byEvents = ({ input: { RecrawlPolicy }, crawls }: Crawler): boolean =>
  RecrawlPolicy?.RecrawlBehavior === "CRAWL_EVENT_MODE" && crawls.length > 1;

/** Whether a target is looked at: the first time, and then where its queue has told of it. */
async function isDue({ EventQueueArn }: S3Target, crawler: Crawler, sqs: SQSClient): Promise<boolean> {
  if (!EventQueueArn || crawler.input.RecrawlPolicy?.RecrawlBehavior !== "CRAWL_EVENT_MODE") return true;
  const told = await takeEvents(sqs, EventQueueArn);
  return told > 0 || !byEvents(crawler);
}

/** The folder that a target's path names. */
function rootOf({ Path }: S3Target): { bucket: string; root: string } {
  const { bucket, key } = parseS3(Path);
  return { bucket, root: key === "" || key.endsWith("/") ? key : `${key}/` };
}

/** The objects of a target, without those that its exclusions name, or that are no data. */
async function objectsOf(
  target: S3Target,
  s3: S3Client,
): Promise<{ bucket: string; root: string; objects: S3Object[] }> {
  const { Exclusions = [], SampleSize } = target;
  const { bucket, root } = rootOf(target);
  const found = await listObjects(s3, { bucket, key: root });
  const objects = found.filter((object) => !isExcluded(object.key.slice(root.length), Exclusions));
  return { bucket, root, objects: SampleSize ? sampled(objects, SampleSize) : objects };
}

/** The first files of each folder. */
function sampled(objects: readonly S3Object[], most: number): S3Object[] {
  const seen = new Map<string, number>();
  return objects.filter(({ key }) => {
    const folder = key.slice(0, key.lastIndexOf("/") + 1);
    const count = (seen.get(folder) ?? 0) + 1;
    seen.set(folder, count);
    return count <= most;
  });
}

async function classified(
  objects: readonly S3Object[],
  reading: Reading,
  stop: AbortSignal,
): Promise<ClassifiedFile[]> {
  const files: ClassifiedFile[] = new Array(objects.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < objects.length; at = next++) {
      stop.throwIfAborted();
      const object = objects[at] as S3Object;
      files[at] = { object, schema: await classify(object, reading) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, objects.length) }, worker));
  return files;
}

async function openLog(
  { input, region }: Crawler,
  crawl: Crawl,
  { accountId, roles, logs }: CrawlContext,
): Promise<LogStream> {
  const role = roleArn(accountId, input.Role);
  const may = async (action: string, resource: string): Promise<boolean> =>
    (await roles.lacks(role, action, resource, true)) === undefined;
  const group = crawl.logGroup;
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${group}`;
  // With a security configuration Glue gives the group its key, as the role.
  const encrypts =
    input.CrawlerSecurityConfiguration === undefined || (await may("logs:AssociateKmsKey", arn));
  return logs.open({
    name: `crawler-${input.Name}`,
    region,
    group,
    stream: crawl.logStream,
    mayLog: async (action, resource) => encrypts && (await may(action, resource)),
    makesGroup: true,
  });
}
