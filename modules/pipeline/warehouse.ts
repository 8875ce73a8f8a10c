// The warehouse of a pipeline: made where the contract asks for it, loaded by dataset.curated, its models run after.
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  local,
  moduleCall,
  onlyIf,
  tf,
  type Value,
  type Vars,
} from "../kit/index.ts";
import { load } from "../load/index.ts";
import { queue } from "../queue/index.ts";
import { transforms } from "../transforms/index.ts";
import { warehouse } from "../warehouse/index.ts";
import type { inputs } from "./inputs.ts";

/** The database user that the functions of a cluster come as, where the caller names none. */
const FUNCTIONS_USER = "headrace";
/** A notice that meets a run comes again every two minutes: this many are more than three hours. */
const MODELS_RECEIVES = 100;

export interface Given {
  common: { [input: string]: Value };
  force: { force_destroy: Expr; i_understand_that_data_is_lost: Expr };
  functions: { [input: string]: Value };
  audit: { audit_table_name: Expr; audit_table_arn: Expr };
  bucketNames: Expr;
  keyArn: Expr;
  contract: { uri: Expr; digest: Expr };
  datasets: Expr;
  glueDatabase: Expr;
  curatedTopicArn: Expr;
}

const USED = tf`local.uses_warehouse`;

/** The role that Spectrum reads the catalog by, as a reader of Lake Formation's: a map of one, or of none. */
export const warehouseReader = (): Expr =>
  tf`{ for name in ${onlyIf(USED, "warehouse")} : name => one(module.warehouse[*].role_arn) }`;

export function warehouseParts(scope: Construct, at: Account, vars: Vars<typeof inputs>, given: Given) {
  const asked = vars.warehouse;
  const used = local(
    scope,
    "uses_warehouse",
    tf`anytrue([for d in ${given.datasets} : try(coalesce(d.warehouse.load, "none"), "none") != "none"])`,
  );
  const models = local(
    scope,
    "uses_models",
    tf`${used} && (${vars.models_zip} != null || ${vars.models.attr("s3")} != null)`,
  );
  const isCluster = tf`${asked.attr("type")} == "provisioned"`;
  const ownUser = tf`${isCluster} && ${asked.attr("db_user")} == null && ${asked.attr("secret_arn")} == null`;
  const bucket = (zone: string) => `arn:${at.partition}:s3:::${given.bucketNames.at(zone)}`;
  const common = given.common as typeof given.common & { name: Expr; tags: Expr };
  const take = <K extends string>(from: Expr, ...names: K[]) =>
    Object.fromEntries(names.map((name) => [name, from.attr(name)])) as { [N in K]: Expr };

  const made = moduleCall(
    scope,
    "warehouse",
    warehouse,
    {
      ...common,
      ...given.force,
      permissions_boundary_arn: vars.permissions_boundary_arn,
      ...take(asked, "type", "cluster_identifier", "workgroup_name", "workgroup_arn", "database_name"),
      ...take(asked, "admin_username", "admin_secret_arn", "port", "cluster", "serverless", "network"),
      ...take(asked, "audit_log_destination", "audit_log_bucket", "external_schema", "schemas", "groups"),
      create_warehouse: asked.attr("create"),
      log_retention_days: vars.log_retention_days,
      read_bucket_arns: [bucket("curated")],
      write_bucket_arns: [bucket("exports")],
      bucket_kms_key_arns: tf`concat([${given.keyArn}], ${vars.additional_kms_key_arns})`,
      glue_database_name: given.glueDatabase,
      users: tf`merge(${asked.attr("users")}, { for name in ${onlyIf(ownUser, FUNCTIONS_USER)} : name => { groups = [] } })`,
      grants: tf`merge(${asked.attr("grants")}, { for k, g in ${functionGrants(asked)} : k => g if ${ownUser} })`,
    },
    { when: used },
  );

  const connection = {
    cluster_identifier: made.cluster_identifier,
    workgroup_name: made.workgroup_name,
    workgroup_arn: made.workgroup_arn,
    database_name: asked.attr("database_name"),
    db_user: tf`${isCluster} && ${asked.attr("secret_arn")} == null ? coalesce(${asked.attr("db_user")}, ${FUNCTIONS_USER}) : null`,
    secret_arn: tf`${isCluster} || ${asked.attr("secret_arn")} != null ? ${asked.attr("secret_arn")} : ${made.admin_secret_arn}`,
    ...take(asked, "external_schema", "ledger_schema"),
    warehouse_role_arn: made.role_arn,
    exports_bucket: given.bucketNames.at("exports"),
    contract_uri: given.contract.uri,
    contract_digest: given.contract.digest,
  };
  const queues = modelQueues(scope, vars, given, { used, models, common });
  const loaded = moduleCall(
    scope,
    "load",
    load,
    {
      ...common,
      ...given.functions,
      ...given.audit,
      ...connection,
      queue_arn: queues.load.queue_arn,
      glue_database_name: given.glueDatabase,
      curated_bucket: given.bucketNames.at("curated"),
      load_schema: asked.attr("load_schema"),
      subscribe: tf`${vars.create_curated_topic} || ${vars.curated_topic_arn} != null`,
      curated_topic_arn: given.curatedTopicArn,
      next_queue_arn: tf`${vars.models.attr("run_on_curated")} ? ${queues.transforms.queue_arn} : null`,
      next_queue_url: tf`${vars.models.attr("run_on_curated")} ? ${queues.transforms.queue_url} : null`,
      alarm_topic_arns: vars.alarm_topic_arns,
    },
    { when: used },
  );
  const transformed = moduleCall(
    scope,
    "transforms",
    transforms,
    {
      ...common,
      ...given.functions,
      ...connection,
      ...take(vars.models, "schedules", "models_schema", "selection", "threads", "vars", "memory_mb"),
      ...take(vars.models, "timeout_seconds", "batch_window_seconds", "reserved_concurrency"),
      exports: vars.exports,
      // A bucket of the caller's has a default key of the caller's.
      exports_kms_key_arn: tf`contains(keys(${vars.existing_buckets}), "exports") ? null : ${given.keyArn}`,
      allow_recursive_loop: vars.models.attr("allow_recursive_loop"),
      models_zip: vars.models_zip,
      models_s3: vars.models.attr("s3"),
      queue_arn: queues.transforms.queue_arn,
      failures_queue_arn: queues.transforms_failures.queue_arn,
      alarm_topic_arns: vars.alarm_topic_arns,
    },
    { when: models },
  );
  const only = (values: { [name: string]: Value }): Expr =>
    tf`{ for k, v in ${values} : k => v if k == "load" ? ${used} : ${models} }`;
  return {
    load: loaded,
    transforms: transformed,
    queues,
    /** Those that are made, of a value for `load` and values for parts of the models. */
    maps: only,
    /** Queue, or function, → its alarms. */
    alarms: () =>
      tf`merge(${only({
        load: tf`merge(${queues.load.alarm_arns}, { errors = ${loaded.alarm_arn} })`,
        transforms: tf`merge(${queues.transforms.alarm_arns}, { errors = ${transformed.alarm_arn} })`,
        transforms_failures: queues.transforms_failures.alarm_arns,
      })})`,
    outputs: () => warehouseOutputValues(made, transformed, connection.db_user),
  };
}

function warehouseOutputValues(
  made: { [K in keyof typeof warehouse.outputs.shape]: Expr },
  transformed: { layer_arn: Expr; schedule_arns: Expr },
  dbUser: Expr,
) {
  return {
    warehouse_type: made.type,
    warehouse_cluster_identifier: made.cluster_identifier,
    warehouse_cluster_arn: made.cluster_arn,
    warehouse_namespace_name: made.namespace_name,
    warehouse_namespace_arn: made.namespace_arn,
    warehouse_workgroup_name: made.workgroup_name,
    warehouse_workgroup_arn: made.workgroup_arn,
    warehouse_endpoint: made.endpoint,
    warehouse_database_name: made.database_name,
    warehouse_admin_username: made.admin_username,
    warehouse_admin_secret_arn: made.admin_secret_arn,
    warehouse_db_user: tf`${made.type} == null ? null : ${dbUser}`,
    warehouse_role_arn: made.role_arn,
    warehouse_role_name: made.role_name,
    warehouse_external_schema: made.external_schema,
    warehouse_vpc_id: made.vpc_id,
    warehouse_subnet_ids: tf`coalesce(${made.subnet_ids}, [])`,
    warehouse_security_group_id: made.security_group_id,
    warehouse_log_group_names: tf`coalesce(${made.audit_log_group_names}, [])`,
    models_layer_arn: transformed.layer_arn,
    models_schedule_arns: tf`coalesce(${transformed.schedule_arns}, {})`,
  };
}

/** What the functions' user needs: to make its schemas, and to read the lake. */
const functionGrants = (asked: Expr): Value => {
  const grant = { to: "user", name: FUNCTIONS_USER, table: null };
  return {
    headrace_schemas: { ...grant, privileges: ["CREATE", "TEMPORARY"], on: "database", schema: null },
    headrace_lake: { ...grant, privileges: ["USAGE"], on: "schema", schema: asked.attr("external_schema") },
  };
};

function modelQueues(
  scope: Construct,
  vars: Vars<typeof inputs>,
  given: Given,
  parts: { used: Expr; models: Expr; common: { [input: string]: Value } },
) {
  const common = { ...parts.common, alarm_topic_arns: vars.alarm_topic_arns };
  return {
    load: moduleCall(
      scope,
      "load_queue",
      queue,
      {
        ...common,
        name: `${vars.name}-load`,
        max_receives: vars.max_receives,
        senders: tf`[for arn in [${given.curatedTopicArn}] : { service = "sns", arn = arn } if ${vars.create_curated_topic} || ${vars.curated_topic_arn} != null]`,
      },
      { when: parts.used },
    ),
    transforms: moduleCall(
      scope,
      "transforms_queue",
      queue,
      {
        ...common,
        name: `${vars.name}-transforms`,
        consumer_timeout_seconds: vars.models.attr("timeout_seconds"),
        max_receives: MODELS_RECEIVES,
        // A run may take hours, and what comes meanwhile waits for the next.
        alarm_age_seconds: 14400,
      },
      { when: parts.models },
    ),
    transforms_failures: moduleCall(
      scope,
      "transforms_failures_queue",
      queue,
      { ...common, name: `${vars.name}-transforms-failures`, dead_letter_queue: false },
      { when: parts.models },
    ),
  };
}
