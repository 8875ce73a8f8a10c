// The crawlers of what is applied: the one that covers a prefix, run to its end, and the tables that it has found.
import { setTimeout as sleep } from "node:timers/promises";
import {
  CrawlerRunningException,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GlueClient,
  StartCrawlerCommand,
  StopCrawlerCommand,
  type Table,
} from "@aws-sdk/client-glue";
import { HeadraceError } from "../../core/errors.ts";
import { awsConfig } from "../aws.ts";
import type { Local } from "../local-aws.ts";
import { deployedPipelines } from "../terraform/pipelines.ts";
import { regionOf } from "../terraform/region.ts";
import { readState } from "../terraform/state.ts";

export interface CrawlerOf {
  name: string;
  database: string;
  region: string | undefined;
  /** Where it looks, as s3://BUCKET/PREFIX. */
  paths: string[];
}

export interface FoundTable {
  table: string;
  database: string;
  location: string;
  format: string;
  columns: number;
  partitions: number;
  files: number;
}

/** Between looks at a crawl. */
const LOOK_MS = 300;

/**
 * The crawler that looks at a prefix.
 * @param prefix s3://BUCKET/PREFIX, BUCKET/PREFIX, or what is below the landing bucket
 * @returns with the prefix as it is in S3
 * @throws HeadraceError no_crawler
 */
export function crawlerFor(dir: string, local: Local, prefix: string): { crawler: CrawlerOf; under: string } {
  const resources = readState(dir, local);
  const crawlers = resources
    .filter(({ type }) => type === "aws_glue_crawler")
    .map(({ attributes }): CrawlerOf => {
      const targets = (attributes.s3_target ?? []) as { path: string }[];
      return {
        name: String(attributes.name),
        database: String(attributes.database_name),
        region: regionOf(attributes),
        paths: targets.map(({ path }) => path),
      };
    });
  const landing = deployedPipelines(resources).map((pipeline) => pipeline.landing);
  const tries = prefix.startsWith("s3://")
    ? [prefix]
    : [`s3://${prefix}`, ...landing.map((bucket) => `s3://${bucket}/${prefix}`)];
  for (const under of tries) {
    const covers = (path: string): boolean => under.startsWith(path) || `${under}/` === path;
    const longest = ({ paths }: CrawlerOf): number =>
      Math.max(0, ...paths.filter(covers).map(({ length }) => length));
    const [crawler] = crawlers.filter((one) => longest(one) > 0).toSorted((a, b) => longest(b) - longest(a));
    if (crawler) return { crawler, under };
  }
  const known = crawlers.flatMap(({ paths }) => paths);
  throw new HeadraceError(
    "no_crawler",
    `No crawler that is applied from ${dir} looks at ${prefix}.`,
    known.length > 0
      ? `Its crawlers look at ${known.join(", ")}: name one of these, or give the module glue another crawler and apply again.`
      : 'Call the module glue with crawlers = { landing = { paths = ["s3://BUCKET/"], table_level = 2 } }, and apply again: see docs/guide/compute.md.',
  );
}

/**
 * Starts the crawler, or waits for the crawl under way, and then gives the tables that lie under the prefix.
 * @throws HeadraceError crawl_failed
 */
export async function crawl(
  { crawler, under }: { crawler: CrawlerOf; under: string },
  local: Local,
  signal: AbortSignal,
): Promise<FoundTable[]> {
  const glue = new GlueClient(awsConfig(local.env, crawler.region));
  const Name = crawler.name;
  try {
    await glue.send(new StartCrawlerCommand({ Name })).catch((error: unknown) => {
      if (!(error instanceof CrawlerRunningException)) throw error;
    });
    for (;;) {
      const { Crawler } = await glue.send(new GetCrawlerCommand({ Name }));
      if (Crawler?.State === "READY") {
        const { Status, ErrorMessage, LogGroup, LogStream } = Crawler.LastCrawl ?? {};
        if (Status === "SUCCEEDED") break;
        throw new HeadraceError(
          "crawl_failed",
          `The crawl of ${Name} ${Status === "CANCELLED" ? "was stopped" : "failed"}: ${ErrorMessage ?? "it says no more"}.`,
          `Its log is the stream ${LogStream} of ${LogGroup}.`,
        );
      }
      if (signal.aborted) await glue.send(new StopCrawlerCommand({ Name })).catch(() => {});
      signal.throwIfAborted();
      await sleep(LOOK_MS);
    }
    return await tablesUnder(glue, crawler.database, under);
  } finally {
    glue.destroy();
  }
}

async function tablesUnder(glue: GlueClient, database: string, under: string): Promise<FoundTable[]> {
  const found: Table[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetTablesCommand({ DatabaseName: database, NextToken }));
    found.push(...(page.TableList ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  const folder = under.endsWith("/") ? under : `${under}/`;
  const here = found.filter(({ StorageDescriptor, Parameters }) => {
    const location = StorageDescriptor?.Location ?? "";
    return (location.startsWith(folder) || folder.startsWith(location)) && !Parameters?.DEPRECATED_BY_CRAWLER;
  });
  return Promise.all(
    here
      .toSorted((a, b) => (a.Name ?? "").localeCompare(b.Name ?? ""))
      .map(async ({ Name = "", StorageDescriptor, Parameters, PartitionKeys = [] }) => ({
        table: Name,
        database,
        location: StorageDescriptor?.Location ?? "",
        format: Parameters?.classification ?? "",
        columns: StorageDescriptor?.Columns?.length ?? 0,
        partitions: PartitionKeys.length > 0 ? await partitionsOf(glue, database, Name) : 0,
        files: Number(Parameters?.objectCount ?? 0),
      })),
  );
}

async function partitionsOf(glue: GlueClient, DatabaseName: string, TableName: string): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName, NextToken }));
    count += page.Partitions?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken);
  return count;
}
