// What of dbt-athena's functional tests is not run against the local AWS, and why: files, folders, or names of tests.
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
    "test_detailed_table_type.py",
    "catalog_integrations",
    "::TestChangeRelationTypesIceberg",
    "::TestDocsGenerateIcebergNonCurrentColumn",
    "::TestIceberg",
    "::TestMergeForceBatch",
  ],
  "Athena for Spark is not there": ["test_python_submissions.py"],
  "EXPLAIN is not available in the local Athena": ["::test__run_ddl_query"],
  "the local Athena has no IPADDRESS and no TABLE(sequence(…))": [
    "::test__convert_other_scalars",
    "::test__semantic_error",
    "::test__too_many_open_partitions",
  ],
  "TIME with a zone is not available in the local Athena": ["::test__convert_timestamps"],
  "Athena reads 0.0 as a double, as this test tells; the local Athena as a decimal, as Trino does": [
    "::test__convert_numbers",
  ],
  "they need dbt-core 1.12, which pip alone cannot install": [
    "::TestAthenaEmptySeedFlag",
    "test_sample_mode.py",
  ],
  "an array joined with one element is refused unless both are written out": ["::TestArrayAppend"],
};
