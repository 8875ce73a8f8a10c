// A value for each input that a module needs, for its tests: literals, since a test of one module has no others beside it.
import { tf, type Value } from "../kit/index.ts";

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export const KEY = arn("kms", "key/0a1b2c3d-0000-0000-0000-000000000000");
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

/** What the data sources answer that every module reads. */
export const ANSWERS = {
  aws_caller_identity: { account_id: ACCOUNT },
  aws_availability_zones: { names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
  aws_vpc_endpoint_service: { availability_zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] },
  aws_partition: { dns_suffix: "amazonaws.com", partition: "aws" },
  aws_region: { id: REGION, name: REGION },
};

/** By the input's name, whichever module has it. */
export const SAMPLES: { readonly [input: string]: Value } = {
  name: "acme",
  datasets: {
    orders: {
      columns: [
        { name: "order_id", type: "bigint", required: true },
        { name: "email", type: "string", tokenize: "hmac" },
        { name: "ordered_at", type: "timestamp" },
      ],
      key: ["order_id"],
      partition_by: ["day(ordered_at)"],
    },
  },
  api: { groups: { readers: { datasets: ["orders"] } } },
  archive_bucket: "acme-archive",
  audit_table_arn: arn("dynamodb", "table/acme-audit"),
  audit_table_name: "acme-audit",
  api_table_arn: arn("dynamodb", "table/acme-api"),
  api_table_name: "acme-api",
  around_image_uri: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/acme-stage:1`,
  audiences: ["data"],
  code_bucket: "acme-system",
  cluster_identifier: "acme",
  contract_digest: tf`sha256("contract")`,
  contract_uri: "s3://acme-system/contract.json",
  curated_bucket: "acme-curated",
  curated_topic_arn: arn("sns", "acme-curated"),
  dead_letter_queue_arn: arn("sqs", "acme-job-starts"),
  database_name: "acme",
  exports_bucket: "acme-exports",
  failures_queue_arn: arn("sqs", "acme-failures"),
  glue_database_name: "acme",
  idempotency_table_arn: arn("dynamodb", "table/acme-idempotency"),
  idempotency_table_name: "acme-idempotency",
  image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/scoring:1`,
  import_job_definition_arn: arn("batch", "job-definition/acme-import:1"),
  issuer: "https://login.example.com/",
  job: "score",
  job_queue_arn: arn("batch", "job-queue/acme-spot"),
  kms_key_arn: KEY,
  landing_bucket: "acme-landing",
  layer_arn: arn("lambda", "layer:acme-duckdb:1"),
  log_group_name: "/aws/batch/job/acme",
  log_groups: { stage: "/aws/lambda/acme-stage" },
  members: { functions: {}, alarm_arns: {} },
  models_s3: { bucket: "acme-models", key: "models.zip" },
  quarantine_bucket: "acme-quarantine",
  queue_arn: arn("sqs", "acme"),
  settings_digest: tf`sha256("settings")`,
  settings_uri: "s3://acme-system/settings.json",
  stream_arn: arn("dynamodb", "table/acme-audit/stream/2026-01-01T00:00:00.000"),
  subjects: ["repo:acme/*"],
  system_bucket: "acme-system",
  warehouse_role_arn: `arn:aws:iam::${ACCOUNT}:role/acme-warehouse`,
};

/** Inputs of one module that it may be called without, but not without all of them. */
export const ALSO: { readonly [module: string]: readonly string[] } = {
  archive: ["database_name"],
  delivery: ["curated_topic_arn"],
  load: ["cluster_identifier", "curated_topic_arn"],
  transforms: ["cluster_identifier", "models_s3"],
};
