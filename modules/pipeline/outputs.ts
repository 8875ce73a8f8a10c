// Every name and ARN of a pipeline.
import * as z from "zod";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const outputs = z.object({
  bucket_names: map("Zone → name of its bucket."),
  bucket_arns: map("Zone → ARN of its bucket."),
  queue_arns: map("`ingest`, `catalog` and `oversize` → ARN of the queue."),
  queue_urls: map("`ingest`, `catalog` and `oversize` → URL of the queue."),
  dead_letter_queue_arns: map("`ingest` and `catalog` → ARN of the dead-letter queue."),
  dead_letter_queue_urls: map("`ingest` and `catalog` → URL of the dead-letter queue."),
  function_names: map("`stage` and `catalog` → name of the function."),
  function_arns: map("`stage` and `catalog` → ARN of the function."),
  role_names: map("`stage` and `catalog` → name of the function's role."),
  role_arns: map("`stage` and `catalog` → ARN of the function's role."),
  log_group_names: map("`stage` and `catalog` → name of the function's log group."),
  log_group_arns: map("`stage` and `catalog` → ARN of the function's log group."),
  event_source_mapping_arns: map("`stage` and `catalog` → ARN of the mapping from its queue."),
  alarm_arns: map("`QUEUE/ALARM` → ARN of the alarm."),
  layer_arn: text("ARN of the DuckDB layer's version."),
  database_name: text("Name of the Glue database."),
  database_arn: text("ARN of the Glue database."),
  table_names: map("Dataset → name of its Glue table."),
  table_arns: map("Dataset → ARN of its Glue table."),
  curated_topic_arn: text("ARN of the topic of `dataset.curated`; null where there is none."),
  workgroup_name: text("Name of the Athena workgroup; null where there is none."),
  workgroup_arn: text("ARN of the Athena workgroup; null where there is none."),
  results_location: text("s3:// URI of the workgroup's results; null where there is none."),
  audit_table_name: text("Name of the audit table."),
  audit_table_arn: text("ARN of the audit table."),
  audit_index_name: text("Name of the audit table's index by dataset and commit time."),
  idempotency_table_name: text("Name of the table that locks runs."),
  idempotency_table_arn: text("ARN of the table that locks runs."),
  token_key_secret_arn: text("ARN of the HMAC key's secret; null where no column needs one."),
  contract_uri: text("s3:// URI of the contract as the functions read it."),
  contract_digest: text("SHA-256 of the contract as the functions read it, in hex."),
  max_object_bytes: z.number().describe("The size above which objects go to the oversize queue."),
  kms_key_arn: text("ARN of the key that everything is encrypted with."),
});
