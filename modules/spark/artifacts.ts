// What is published beside the module: the script that Glue runs, and the wheels that it installs on every worker.
export const SCRIPT = "import.py";
export const WHEELS = [
  "headrace_stage-1-py3-none-any.whl",
  "headrace_duckdb-1-py3-none-manylinux_2_28_x86_64.whl",
] as const;
