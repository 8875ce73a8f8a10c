// Columns of system views that AWS's guide has and the local Redshift has not: they are said to be lacking here, and not to be nowhere.
// Source: the pages of the views in the guide's "System tables and views reference".

/** By view, without its schema. */
export const LACKING: Readonly<Record<string, string>> = {
  columns:
    "character_octet_length numeric_precision_radix datetime_precision interval_type interval_precision character_set_name collation_name domain_name udt_name",
  pg_database:
    "oid datdba encoding datistemplate datallowconn datlastsysoid datvacuumxid datfrozenxid dattablespace datconfig datacl",
  pg_group: "grosysid grolist",
  pg_namespace: "nspowner nspacl",
  pg_tables: "tablespace hasindexes hasrules hastriggers",
  pg_user: "usesysid usecreatedb usecatupd passwd valuntil useconfig",
  schemata: "schema_owner default_character_set_name sql_path",
  stl_load_errors: "userid slice session position is_partial start_offset copy_job_id",
  stl_query: "userid label xid pid database insert_pristine concurrency_scaling_status",
  svv_all_tables: "table_acl remarks",
  svv_columns:
    "numeric_precision_radix datetime_precision interval_type interval_precision character_set_catalog character_set_schema character_set_name collation_catalog collation_schema collation_name domain_name",
  svv_external_columns: "redshift_database_name is_nullable",
  svv_external_databases: "esoptions",
  svv_external_tables: "tabletype serde_parameters compressed parameters",
  svv_redshift_databases:
    "database_owner database_type database_acl database_options database_isolation_level",
  svv_redshift_schemas: "schema_owner schema_type schema_acl schema_option",
  svv_redshift_tables: "table_acl remarks table_owner",
  svv_table_info:
    "max_varchar sortkey1_enc sortkey_num pct_used empty skew_sortkey1 skew_rows estimated_visible_rows risk_event vacuum_sort_benefit create_time",
  svv_user_info:
    "user_id createdb superuser catalog_update connection_limit syslog_access last_ddl_timestamp session_timeout external_user_id",
  sys_load_error_detail: "user_id transaction_id session_id database_name position",
  sys_query_history:
    "user_id query_label transaction_id session_id query_type result_cache_hit queue_time execution_time returned_bytes redshift_version usage_limit compute_type compile_time planning_time lock_wait_time service_class_id service_class_name query_priority short_query_accelerated user_query_hash generic_query_hash query_hash_version result_cache_query_id",
};
const COLUMNS = new Map(Object.entries(LACKING).map(([view, names]) => [view, new Set(names.split(" "))]));

/** The view of a statement that has such a column on AWS, and not here. */
export function viewThatLacks(column: string, statement: string): string | undefined {
  const words = new Set(statement.toLowerCase().match(/[a-z_]\w*/g));
  return [...COLUMNS].find(([view, names]) => names.has(column.toLowerCase()) && words.has(view))?.[0];
}
