// The environment of the functions behind the API: the schemas that the module writes by and the handlers read by.
import * as z from "zod";
import { AUTHORIZATIONS } from "../api/authorization.ts";
import { API_FUNCTIONS } from "../api/functions.ts";
import { apiSchema } from "../contract/api/schema.ts";

/** What every function behind the API is told, whichever routes it answers. */
export const httpEnvironment = z.object({
  /** s3:// URI of the contract as JSON: its datasets alone. */
  CONTRACT_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; another contract under the same key is refused. */
  CONTRACT_DIGEST: z.string().length(64),
  /** s3:// URI of the settings as JSON. */
  SETTINGS_URI: z.string().startsWith("s3://"),
  /** SHA-256 of those bytes, in hex; other settings under the same key are refused. */
  SETTINGS_DIGEST: z.string().length(64),
  /** DynamoDB table of idempotency keys, cursors' key, and who asked for what: hash key `id`, TTL `expires_at`. */
  API_TABLE: z.string(),
});
export type HttpEnvironment = z.output<typeof httpEnvironment>;

/** The function `api`. */
export const apiEnvironment = httpEnvironment.extend({
  AUDIT_TABLE: z.string(),
  GLUE_DATABASE: z.string(),
  /** The workgroup by which rows are read and queries run; nothing of the lake is where absent. */
  ATHENA_WORKGROUP: z.string().optional(),
  /** Where records are sent; absent where no group may post any. */
  RECORDS_QUEUE_URL: z.string().optional(),
  /** Where announced files are put, by whose rights, and what tells of their runs; absent where no group may import. */
  UPLOAD_ROLE_ARN: z.string().optional(),
  LANDING_BUCKET: z.string().optional(),
  CURATED_BUCKET: z.string().optional(),
  QUARANTINE_BUCKET: z.string().optional(),
  /** The warehouse, a cluster or a Serverless workgroup, and the schema of its models; absent where it serves nothing. */
  CLUSTER_IDENTIFIER: z.string().optional(),
  WORKGROUP_NAME: z.string().optional(),
  DATABASE: z.string().optional(),
  MODELS_SCHEMA: z.string().optional(),
  /** The role that exports are run and signed by, where they lie, and what the warehouse writes them by. */
  EXPORTS_ROLE_ARN: z.string().optional(),
  EXPORTS_BUCKET: z.string().optional(),
  WAREHOUSE_ROLE_ARN: z.string().optional(),
});
export type ApiEnvironment = z.output<typeof apiEnvironment>;

/** Who is in a group. */
export const membersSchema = z.strictObject({
  /**
   * ARNs of IAM roles and users, whose path may be anything, and of `root`. A role's ARN stands for all sessions of the
   * role, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` for one of them.
   */
  principals: z.array(z.string()).default([]),
  /** Values of the claim that names a caller's groups, in JWTs. */
  claims: z.array(z.string()).default([]),
  /** Ids of API keys. They count where the API knows its callers by key alone. */
  keys: z.array(z.string()).default([]),
});
export type Members = z.output<typeof membersSchema>;

/** A topic that callers may subscribe to. */
const subscribedSchema = z.strictObject({
  arn: z.string(),
  /** Where SNS puts what it cannot deliver to them. */
  dead_letter_arn: z.string(),
});

/** What grows with the contract and the estate, and outgrows the 4 KB that Lambda lets all variables have together. */
export const apiSettings = z.strictObject({
  /** The pipeline's name, which the API's document has for a title. */
  name: z.string(),
  authorization: z.enum(AUTHORIZATIONS).default("iam"),
  /** The contract's `api`. */
  api: apiSchema,
  /** Group → who is in it. */
  members: z.record(z.string(), membersSchema).default({}),
  /** The functions that are there: routes of others are not. */
  functions: z.array(z.enum(API_FUNCTIONS)).default(["api"]),
  /** Topic of `deliver` → its ARN, of those that a group may subscribe to. */
  topics: z.record(z.string(), subscribedSchema).default({}),
  /** Origins whose pages browsers let read answers. */
  cors_origins: z.array(z.string()).default([]),
});
export type ApiSettings = z.output<typeof apiSettings>;
