// What of dbt-athena's functional tests is not run against the local AWS, and why. Files, or tests by the beginning of their name.
export const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  "Iceberg tables are not available in the local Athena": [
    "test_basic_iceberg.py",
    "test_basic_iceberg_native_drop.py",
    "test_ha_iceberg.py",
    "test_hive_iceberg.py",
    "test_incremental_iceberg.py",
    "test_incremental_iceberg_merge_no_updates.py",
    "test_incremental_microbatch.py",
    "test_on_schema_change.py",
    "test_retries_iceberg.py",
    "test_snapshot.py",
    "catalog_integrations",
  ],
  "Athena for Spark is not there": ["test_python_submissions.py"],
};
