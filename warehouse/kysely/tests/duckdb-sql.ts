// The few of Redshift's words that these tests' SQL uses, for DuckDB to read.

export function forDuckDb(sql: string): string {
  return sql
    .replace(/ (diststyle \w+|distkey \("[^"]+"\)|compound sortkey \([^)]*\))(?= )/g, "")
    .replace(/ with no schema binding$/, "")
    .replace(/dateadd\((\w+), (-?\d+), getdate\(\)\)/g, "(getdate() + interval '$2 $1')")
    .replace(/^(grant .* to group|lock table) .*$/, "select 1");
}
