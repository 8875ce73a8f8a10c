// A crawler: what it was asked to be, what its crawls came to, and how GetCrawler and ListCrawls tell it.
// Source: AWS Glue API Reference, Crawler, LastCrawlInfo, CrawlerHistory.
import { epochSeconds } from "../../../gateway/aws-json.ts";

export interface S3Target {
  Path: string;
  Exclusions?: string[];
  SampleSize?: number;
  EventQueueArn?: string;
  DlqEventQueueArn?: string;
}

/** What CreateCrawler and UpdateCrawler take; a description of what is kept, not of what is told. */
export interface CrawlerInput {
  Name: string;
  Role: string;
  DatabaseName: string;
  Description?: string;
  Targets: { S3Targets?: S3Target[] };
  Schedule?: string;
  Classifiers?: string[];
  TablePrefix?: string;
  SchemaChangePolicy?: {
    UpdateBehavior?: "LOG" | "UPDATE_IN_DATABASE";
    DeleteBehavior?: "LOG" | "DELETE_FROM_DATABASE" | "DEPRECATE_IN_DATABASE";
  };
  RecrawlPolicy?: { RecrawlBehavior?: "CRAWL_EVERYTHING" | "CRAWL_NEW_FOLDERS_ONLY" | "CRAWL_EVENT_MODE" };
  LineageConfiguration?: { CrawlerLineageSettings?: string };
  LakeFormationConfiguration?: { UseLakeFormationCredentials?: boolean; AccountId?: string };
  Configuration?: string;
  CrawlerSecurityConfiguration?: string;
}

/** What a crawl has done to the catalog. */
export interface Changes {
  tables: { created: string[]; updated: string[]; deleted: string[] };
  partitions: { created: number; updated: number; deleted: number };
}

export interface Crawl {
  id: string;
  state: "RUNNING" | "COMPLETED" | "FAILED" | "STOPPED";
  startedAt: number;
  endedAt?: number;
  error?: string;
  logGroup: string;
  logStream: string;
  changes: Changes;
}

export interface Crawler {
  input: CrawlerInput;
  region: string;
  state: "READY" | "RUNNING" | "STOPPING";
  /** Whether its schedule is on. */
  scheduled: boolean;
  createdAt: number;
  updatedAt: number;
  version: number;
  /** Oldest first. */
  crawls: Crawl[];
}

export const crawlerArn = (region: string, accountId: string, name: string): string =>
  `arn:aws:glue:${region}:${accountId}:crawler/${name}`;

/** As GetCrawler gives it. */
export function crawlerOf(crawler: Crawler, now: number): object {
  const { input, crawls } = crawler;
  const last = crawls.findLast(({ state }) => state !== "RUNNING");
  const running = crawls.find(({ state }) => state === "RUNNING");
  const { Schedule, Targets, SchemaChangePolicy, RecrawlPolicy, LineageConfiguration, ...rest } = input;
  return {
    ...rest,
    // AWS gives the role's name where it is in the account.
    Role: rest.Role.replace(/^arn:[^:]+:iam::\d+:role\//, ""),
    Targets: {
      S3Targets: (Targets.S3Targets ?? []).map((target) => ({ Exclusions: [], ...target })),
      JdbcTargets: [],
      MongoDBTargets: [],
      DynamoDBTargets: [],
      CatalogTargets: [],
      DeltaTargets: [],
      IcebergTargets: [],
      HudiTargets: [],
    },
    Classifiers: rest.Classifiers ?? [],
    SchemaChangePolicy: {
      UpdateBehavior: "UPDATE_IN_DATABASE",
      DeleteBehavior: "DEPRECATE_IN_DATABASE",
      ...SchemaChangePolicy,
    },
    RecrawlPolicy: { RecrawlBehavior: "CRAWL_EVERYTHING", ...RecrawlPolicy },
    LineageConfiguration: { CrawlerLineageSettings: "DISABLE", ...LineageConfiguration },
    State: crawler.state,
    ...(Schedule && {
      Schedule: { ScheduleExpression: Schedule, State: crawler.scheduled ? "SCHEDULED" : "NOT_SCHEDULED" },
    }),
    CrawlElapsedTime: running ? now - running.startedAt : 0,
    CreationTime: epochSeconds(crawler.createdAt),
    LastUpdated: epochSeconds(crawler.updatedAt),
    Version: crawler.version,
    ...(last && {
      LastCrawl: {
        Status: LAST[last.state],
        ...(last.error !== undefined && { ErrorMessage: last.error }),
        LogGroup: last.logGroup,
        LogStream: last.logStream,
        MessagePrefix: last.id,
        StartTime: epochSeconds(last.startedAt),
      },
    }),
  };
}

const LAST = {
  RUNNING: "SUCCEEDED",
  COMPLETED: "SUCCEEDED",
  FAILED: "FAILED",
  STOPPED: "CANCELLED",
} as const;

/** As ListCrawls gives it. */
export const crawlOf = (crawl: Crawl): object => ({
  CrawlId: crawl.id,
  State: crawl.state,
  StartTime: epochSeconds(crawl.startedAt),
  ...(crawl.endedAt !== undefined && { EndTime: epochSeconds(crawl.endedAt) }),
  ...(crawl.error !== undefined && { ErrorMessage: crawl.error }),
  LogGroup: crawl.logGroup,
  LogStream: crawl.logStream,
  MessagePrefix: crawl.id,
  DPUHour: 0,
  Summary: JSON.stringify(summaryOf(crawl.changes)),
});

function summaryOf({ tables, partitions }: Changes): object {
  const details = (names: readonly string[]) =>
    names.length === 0 ? {} : { Details: JSON.stringify({ names, truncated: false }), Count: names.length };
  return {
    TABLE: JSON.stringify({
      ADD: details(tables.created),
      UPDATE: details(tables.updated),
      DELETE: details(tables.deleted),
    }),
    PARTITION: JSON.stringify({
      ADD: { Count: partitions.created },
      UPDATE: { Count: partitions.updated },
      DELETE: { Count: partitions.deleted },
    }),
  };
}

/** As GetCrawlerMetrics gives it. */
export function metricsOf({ input, state, crawls }: Crawler): object {
  const done = crawls.filter(({ endedAt }) => endedAt !== undefined);
  const seconds = done.map(({ startedAt, endedAt }) => ((endedAt ?? 0) - startedAt) / 1000);
  const sorted = seconds.toSorted((a, b) => a - b);
  const { tables } = done.at(-1)?.changes ?? { tables: { created: [], updated: [], deleted: [] } };
  return {
    CrawlerName: input.Name,
    TimeLeftSeconds: 0,
    StillEstimating: state === "RUNNING" && done.length === 0,
    LastRuntimeSeconds: seconds.at(-1) ?? 0,
    MedianRuntimeSeconds: sorted[Math.floor(sorted.length / 2)] ?? 0,
    TablesCreated: tables.created.length,
    TablesUpdated: tables.updated.length,
    TablesDeleted: tables.deleted.length,
  };
}
