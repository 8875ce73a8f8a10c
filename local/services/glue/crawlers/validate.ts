// CreateCrawler and UpdateCrawler: what AWS refuses, in its words where they are known.
// Sources: AWS Glue API Reference, CreateCrawler; Developer Guide, "Incremental crawls", "Accelerating crawls using Amazon S3 event notifications".
import * as z from "zod";
import { ApiError } from "../../../gateway/aws-json.ts";
import { checkSchedule } from "../schedule.ts";
import type { CrawlerInput } from "./crawler.ts";

const s3Target = z.object({
  Path: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/s, "no S3 path"),
  Exclusions: z.array(z.string()).optional(),
  SampleSize: z.number().int().min(1).max(249).optional(),
  EventQueueArn: z.string().optional(),
  DlqEventQueueArn: z.string().optional(),
});

const behaviour = z.enum(["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"]);

/** What UpdateCrawler takes: all but the name may be left out. */
const update = z.object({
  Name: z.string().min(1).max(255),
  Role: z.string().min(1).optional(),
  DatabaseName: z.string().optional(),
  Description: z.string().max(2048).optional(),
  Targets: z
    .object({ S3Targets: z.array(s3Target).optional() })
    .loose()
    .optional(),
  Schedule: z.string().optional(),
  Classifiers: z.array(z.string()).optional(),
  TablePrefix: z.string().max(128).optional(),
  SchemaChangePolicy: z
    .object({
      UpdateBehavior: z.enum(["LOG", "UPDATE_IN_DATABASE"]).optional(),
      DeleteBehavior: z.enum(["LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"]).optional(),
    })
    .optional(),
  RecrawlPolicy: z.object({ RecrawlBehavior: behaviour.optional() }).optional(),
  LineageConfiguration: z.object({ CrawlerLineageSettings: z.string().optional() }).optional(),
  LakeFormationConfiguration: z
    .object({ UseLakeFormationCredentials: z.boolean().optional(), AccountId: z.string().optional() })
    .optional(),
  Configuration: z.string().optional(),
  CrawlerSecurityConfiguration: z.string().max(128).optional(),
});
const create = update.required({ Role: true, Targets: true });

const refuse = (message: string): never => {
  throw new ApiError("InvalidInputException", message);
};

/** @throws ApiError InvalidInputException */
export function crawlerInput(input: unknown): CrawlerInput {
  return checked(parsed(create, input) as CrawlerInput);
}

/** @param before what it was */
export function updatedInput(before: CrawlerInput, input: unknown): CrawlerInput {
  const given = parsed(update, input);
  return checked({ ...before, ...given } as CrawlerInput);
}

function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiError("InvalidInputException", `${issue?.path.join(".")}: ${issue?.message}`);
}

function checked(input: CrawlerInput): CrawlerInput {
  const targets = input.Targets as Record<string, unknown[] | undefined>;
  const others = Object.keys(targets).filter((kind) => kind !== "S3Targets" && targets[kind]?.length);
  if (others.length > 0) refuse(`The local AWS crawls S3; targets of ${others.join(", ")} are not there.`);
  if (!input.Targets.S3Targets?.length) refuse("Crawler cannot be created with an empty list of targets.");
  if (!input.DatabaseName) refuse("Database name must not be empty.");
  if (input.Schedule) checkSchedule(input.Schedule);
  const recrawl = input.RecrawlPolicy?.RecrawlBehavior ?? "CRAWL_EVERYTHING";
  const { UpdateBehavior, DeleteBehavior } = input.SchemaChangePolicy ?? {};
  if (recrawl === "CRAWL_NEW_FOLDERS_ONLY" && (UpdateBehavior !== "LOG" || DeleteBehavior !== "LOG"))
    refuse(
      "The SchemaChangePolicy for CRAWL_NEW_FOLDERS_ONLY recrawl policy can be only SchemaChangePolicy(updateBehavior=LOG, deleteBehavior=LOG).",
    );
  if (recrawl === "CRAWL_EVENT_MODE" && !input.Targets.S3Targets?.every(({ EventQueueArn }) => EventQueueArn))
    refuse("EventQueueArn is required for S3 targets when RecrawlBehavior is CRAWL_EVENT_MODE.");
  configurationOf(input);
  return input;
}

/** The parts of Configuration that a crawl acts on. */
export interface Configuration {
  /** Every folder at this level below the bucket, which is level 1, is one table. */
  tableLevel?: number;
  combinesCompatible: boolean;
  mergesColumns: boolean;
  partitionsInherit: boolean;
}

const configuration = z.object({
  Version: z.literal([1, "1.0"]),
  Grouping: z
    .object({
      TableGroupingPolicy: z.string().optional(),
      TableLevelConfiguration: z.number().int().min(1).optional(),
    })
    .optional(),
  CrawlerOutput: z
    .object({
      Tables: z.object({ AddOrUpdateBehavior: z.string().optional() }).loose().optional(),
      Partitions: z.object({ AddOrUpdateBehavior: z.string().optional() }).loose().optional(),
    })
    .optional(),
});

/** @throws ApiError InvalidInputException */
export function configurationOf({ Configuration: text }: Pick<CrawlerInput, "Configuration">): Configuration {
  if (!text) return { combinesCompatible: false, mergesColumns: false, partitionsInherit: false };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError("InvalidInputException", "Configuration is not valid JSON.");
  }
  const { Grouping, CrawlerOutput } = parsed(configuration, value);
  return {
    ...(Grouping?.TableLevelConfiguration !== undefined && { tableLevel: Grouping.TableLevelConfiguration }),
    combinesCompatible: Grouping?.TableGroupingPolicy === "CombineCompatibleSchemas",
    mergesColumns: CrawlerOutput?.Tables?.AddOrUpdateBehavior === "MergeNewColumns",
    partitionsInherit: CrawlerOutput?.Partitions?.AddOrUpdateBehavior === "InheritFromTable",
  };
}
