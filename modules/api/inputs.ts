// What the API is told: the contract's `api`, who is in which group, how callers are known, and what it reads from.
import * as z from "zod";
import { AUTHORIZATIONS } from "../../core/api/authorization.ts";
import {
  forceInputs,
  functionInputs,
  keyInputs,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";
import { arrivalInputs } from "./arrival-inputs.ts";

const text = (description: string) => z.string().nullable().default(null).describe(description);

export const apiInput = z.any().meta({
  description: "The contract's `api`: groups, what each may do, and named queries.",
  example: '{ groups = { analysts = { read = ["orders"] } } }',
});

/** Who is in a group; see `membersSchema` in core/environment/api.ts, which reads it. */
const members = z.object({
  principals: z
    .array(z.string())
    .default([])
    .describe(
      "ARNs of IAM roles and users, for `iam`. A role's ARN means all of its sessions, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` for one.",
    ),
  claims: z
    .array(z.string())
    .default([])
    .describe("Values of the JWT's claim that names a caller's groups, for `jwt`."),
  keys: z.array(z.string()).default([]).describe("Ids of API keys, for `key`."),
});

const quota = z.object({
  limit: z.number().int().min(1).describe("Requests in a period."),
  period: z.enum(["DAY", "WEEK", "MONTH"]).default("MONTH").describe("The period."),
});

const usagePlan = z.object({
  api_key_ids: z
    .array(z.string())
    .default([])
    .describe(
      "Ids of the keys in it, as `aws apigateway create-api-key` gives them. No key is made here: Terraform would keep its value in the state.",
    ),
  rate_limit: z.number().min(0).nullable().default(null).describe("Requests per second of each key."),
  burst_limit: z.number().int().min(0).nullable().default(null).describe("Requests at once of each key."),
  quota: quota.nullable().default(null).describe("Requests of each key in a period; no end where null."),
});

/** Inputs that the pipeline has in its `api_access`. */
export const accessInputs = {
  authorization: z
    .enum(AUTHORIZATIONS)
    .default("iam")
    .describe(
      "How callers are known: `iam` by AWS's signature, `jwt` by a token that the module `authorizer` verifies, `key` by an API key alone, which is for private APIs.",
    ),
  members: z
    .record(z.string(), members)
    .default({})
    .describe("Group of the contract → who is in it. Nobody is where this says nothing."),
  require_api_key: z
    .boolean()
    .default(false)
    .describe("Want an API key of a usage plan beside the signature or the token."),
  usage_plans: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a name of letters, digits, _ and -"), usagePlan)
    .default({})
    .describe("Usage plans by name: rate and quota of the keys in each."),
  rate_limit: z
    .number()
    .min(0)
    .default(100)
    .describe("Requests per second that each method takes, from all callers together."),
  burst_limit: z.number().int().min(0).default(200).describe("Requests at once that each method takes."),
  private: z
    .object({
      vpc_endpoint_ids: z
        .array(z.string())
        .min(1)
        .describe("Ids of the interface endpoints of `execute-api` that requests may come through."),
    })
    .nullable()
    .default(null)
    .describe("Makes the API private: it is reached through these endpoints alone. Regional where null."),
  domain: z
    .object({
      name: z.string().describe("The domain's name, which a record of yours points at `domain_target`."),
      certificate_arn: z.string().describe("ARN of its certificate in ACM, in the API's region."),
      base_path: z
        .string()
        .regex(/^[A-Za-z0-9._~-]*$/, "one segment of a path, or nothing")
        .default("")
        .describe("The path that the API lies under; the whole domain where empty."),
      keep_default_endpoint: z
        .boolean()
        .default(false)
        .describe("Answer at the address that API Gateway gives as well."),
    })
    .nullable()
    .default(null)
    .describe("A domain of yours for the API."),
  waf: z
    .object({ web_acl_arn: z.string().describe("ARN of a regional web ACL of WAF.") })
    .nullable()
    .default(null)
    .describe("The web ACL that requests pass first; none where null."),
  cors_origins: z
    .array(
      z.string().regex(/^https?:\/\/[a-z0-9.-]+(:[0-9]+)?$/, "an origin, such as https://app.example.com"),
    )
    .default([])
    .describe("Origins whose pages browsers let read answers; none where empty."),
  account_log_role: z
    .boolean()
    .default(false)
    .describe(
      "Set the role by which API Gateway writes logs, which is one for the whole account and region. Leave it false where the account has one already; without any, AWS refuses the access log.",
    ),
  latency_alarm_ms: z
    .number()
    .int()
    .min(1)
    .default(10000)
    .describe("Milliseconds that the slowest of a hundred requests may take before the alarm."),
  memory_mb: z.number().int().min(128).max(10240).default(512).describe("Memory of the function in MiB."),
  reserved_concurrency: functionInputs.reserved_concurrency,
};

const { reserved_concurrency: _, ...functions } = functionInputs;

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...functions,
  ...accessInputs,
  api: apiInput,
  authorizer_function: z
    .object({ arn: z.string().describe("ARN of the function."), name: z.string().describe("Its name.") })
    .nullable()
    .default(null)
    .describe("The function of the module `authorizer`, for `jwt`."),
  authorizer_cache_seconds: z
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(300)
    .describe("Seconds for which API Gateway keeps what the authorizer said of a token."),
  other_functions: z
    .record(
      z.string().regex(/^(rules|detokenize)$/, "rules or detokenize"),
      z.object({ arn: z.string().describe("ARN of the function."), name: z.string().describe("Its name.") }),
    )
    .default({})
    .describe(
      "Functions that answer routes of their own: `rules` and `detokenize`. Routes of one that is not named are not there.",
    ),
  other_function_names: z
    .array(z.string())
    .default([])
    .describe(
      "The keys of `other_functions` once more, for the API's settings. These functions read the settings, which therefore cannot wait for them.",
    ),
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
  system_bucket: z.string().describe("Name of the bucket that the API's settings are written to."),
  audit_table_name: z.string().describe("Name of the audit table."),
  audit_table_arn: z.string().describe("ARN of the audit table."),
  glue_database_name: z.string().describe("Name of the Glue database of the lake."),
  curated_bucket: z.string().describe("Name of the bucket of curated rows."),
  athena: z
    .object({
      workgroup_name: z
        .string()
        .describe("A workgroup that enforces its settings, by which rows are read and queries run."),
      results_location: z.string().describe("s3:// URI of its results, with a slash at its end."),
    })
    .nullable()
    .default(null)
    .describe("What runs SQL over the lake; no rows and no queries of the lake are served where null."),
  warehouse: z
    .object({
      cluster_identifier: text("The cluster; null where the warehouse is Serverless."),
      workgroup_name: text("The Serverless workgroup; null where the warehouse is a cluster."),
      workgroup_arn: optionalArn("redshift-serverless", "ARN of that workgroup."),
      database_name: z.string().describe("The database."),
      role_arn: z.string().describe("ARN of the role that exports are unloaded by."),
      models_schema: z.string().default("marts").describe("The schema of the models."),
    })
    .nullable()
    .default(null)
    .describe(
      "What runs SQL in the warehouse, as the users of two IAM roles that the database must have: `IAMR:NAME-api` asks, and `IAMR:NAME-api-exports` unloads. Nothing of it is served where null.",
    ),
  ...arrivalInputs,
  topics: z
    .record(
      z.string(),
      z.object({
        arn: z.string().describe("ARN of the SNS topic."),
        dead_letter_arn: z.string().describe("ARN of the queue of what its subscribers were not delivered."),
      }),
    )
    .default({})
    .describe(
      "The topics that groups may subscribe to, for POST /subscriptions: `topic_arns` and `api_dead_letter_queue_arns` of the module `delivery`.",
    ),
  exports_bucket: text("Name of the bucket that exports are written to; nothing is exported where null."),
  ...forceInputs,
});
