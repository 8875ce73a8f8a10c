// What is published beside the module: the script that Glue runs, and a wheel that it installs on every worker. The other wheel, of
// DuckDB, is the layer of the function `stage` for the workers' processor, and lies with that.
import type { Borrowed } from "../kit/index.ts";

export const SCRIPT = "import.py";
export const STAGE_WHEEL = "headrace_stage-1-py3-none-any.whl";
/** pip reads the name; it must be one of a wheel where pip fetches it. */
export const DUCKDB_WHEEL: Borrowed = {
  file: "headrace_duckdb-1-py3-none-manylinux_2_28_x86_64.whl",
  module: "stage",
  of: "duckdb-layer-x86_64.zip",
};
