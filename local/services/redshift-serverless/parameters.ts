// The configuration parameters of a workgroup: every workgroup has the usual ones, whether they were said or not.
import type { Workgroup } from "./estate.ts";
import { invalid, required } from "./input.ts";

const USUAL: Record<string, string> = {
  auto_mv: "true",
  datestyle: "ISO, MDY",
  enable_case_sensitive_identifier: "false",
  enable_user_activity_logging: "true",
  query_group: "default",
  search_path: "$user, public",
  max_query_execution_time: "14400",
  require_ssl: "true",
  use_fips_ssl: "false",
};

/** Limits of the query monitoring, which a workgroup has only where they were said. */
const LIMITS = [
  "max_cpu_skew",
  "max_io_skew",
  "max_join_row_count",
  "max_nested_loop_join_row_count",
  "max_query_blocks_read",
  "max_query_cpu_time",
  "max_query_cpu_usage_percent",
  "max_query_queue_time",
  "max_query_temp_blocks_to_disk",
  "max_return_row_count",
  "max_scan_row_count",
  "wlm_json_configuration",
];

const SUPPORTED = [...Object.keys(USUAL), ...LIMITS];

export interface GivenParameter {
  parameterKey?: string;
  parameterValue?: string;
}

export function configParameters(asked: readonly GivenParameter[] = []): Workgroup["configParameters"] {
  const values = { ...USUAL };
  for (const { parameterKey, parameterValue } of asked) {
    const key = required(parameterKey, "configParameters.parameterKey");
    if (!SUPPORTED.includes(key))
      throw invalid(
        `The parameter key ${key} isn't supported. Supported values: [[${SUPPORTED.join(", ")}]]`,
      );
    values[key] = required(parameterValue, "configParameters.parameterValue");
  }
  return Object.entries(values).map(([parameterKey, parameterValue]) => ({ parameterKey, parameterValue }));
}
