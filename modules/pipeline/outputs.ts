// Every name and ARN of a pipeline.
import * as z from "zod";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

const ofQueues = (what: string) =>
  map(
    `\`ingest\`, \`catalog\` and \`oversize\`, the parts of \`topology\`, with a warehouse \`load\`, with models \`transforms\` and \`transforms_failures\` → ${what}`,
  );
const ofDeadLetters = (what: string) =>
  map(
    `\`ingest\`, \`catalog\`, the parts of \`topology\`, and where made \`load\` and \`transforms\` → ${what}`,
  );
const ofFunctions = (what: string) =>
  map(
    `\`stage\`, \`catalog\`, the parts of \`topology\`, and where made \`load\` and \`transforms\` → ${what}`,
  );

export const outputs = z.object({
  bucket_names: map("Zone → name of its bucket."),
  bucket_arns: map("Zone → ARN of its bucket."),
  queue_arns: ofQueues("ARN of the queue."),
  queue_urls: ofQueues("URL of the queue."),
  dead_letter_queue_arns: ofDeadLetters("ARN of the dead-letter queue."),
  dead_letter_queue_urls: ofDeadLetters("URL of the dead-letter queue."),
  function_names: ofFunctions("name of the function."),
  function_arns: ofFunctions("ARN of the function."),
  role_names: ofFunctions("name of the function's role."),
  role_arns: ofFunctions("ARN of the function's role."),
  log_group_names: ofFunctions("name of the function's log group."),
  log_group_arns: ofFunctions("ARN of the function's log group."),
  event_source_mapping_arns: ofFunctions("ARN of the mapping from its queue."),
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
  part_idempotency_table_names: map("Part of `topology` → name of the table that locks its runs."),
  part_idempotency_table_arns: map("Part of `topology` → ARN of the table that locks its runs."),
  interim_bucket_name: text("Name of the bucket between the parts of `topology`; null where there are none."),
  interim_bucket_arn: text("ARN of the bucket between the parts of `topology`; null where there are none."),
  token_key_secret_arn: text("ARN of the HMAC key's secret; null where there is none."),
  contract_uri: text("s3:// URI of the contract as the functions read it."),
  contract_digest: text("SHA-256 of the contract as the functions read it, in hex."),
  max_object_bytes: z.number().describe("The size above which objects go to the oversize queue."),
  kms_key_arn: text("ARN of the key that everything is encrypted with."),
  warehouse_type: text("`provisioned` or `serverless`; null where no dataset asks for a warehouse."),
  warehouse_cluster_identifier: text("The warehouse's cluster; null where there is none."),
  warehouse_cluster_arn: text("ARN of the warehouse's cluster; null where there is none."),
  warehouse_namespace_name: text("Name of the Serverless namespace; null where none was made."),
  warehouse_namespace_arn: text("ARN of the Serverless namespace; null where none was made."),
  warehouse_workgroup_name: text("The warehouse's Serverless workgroup; null where there is none."),
  warehouse_workgroup_arn: text("ARN of the warehouse's Serverless workgroup; null where there is none."),
  warehouse_endpoint: text("Host of the warehouse; null where none was made."),
  warehouse_database_name: text("Name of the warehouse's database; null where there is none."),
  warehouse_admin_username: text("The warehouse's administrator; null where there is none."),
  warehouse_admin_secret_arn: text("ARN of the administrator's secret; null where there is none."),
  warehouse_db_user: text("Database user of the functions; null where they come by a secret."),
  warehouse_role_arn: text("ARN of the role of Spectrum, COPY and UNLOAD; null where there is none."),
  warehouse_role_name: text("Name of the role of Spectrum, COPY and UNLOAD; null where there is none."),
  warehouse_external_schema: text("The external schema over the lake; null where there is none."),
  warehouse_vpc_id: text("Id of the warehouse's VPC; null where none was made."),
  warehouse_subnet_ids: z.array(z.string()).describe("Ids of the warehouse's subnets."),
  warehouse_security_group_id: text("Id of the warehouse's security group; null where none was made."),
  warehouse_log_group_names: z
    .array(z.string())
    .describe("Names of the log groups of the warehouse's audit."),
  models_layer_arn: text("ARN of the models' layer version; null where there are no models."),
  models_schedule_arns: map("Schedule of the models → ARN of its rule."),
});
