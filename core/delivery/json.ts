// How values of each type stand in JSON, as docs/guide/delivery.md has it: nothing is rounded, and every time is in UTC.

/** Beyond this a JSON number is no longer the same in every reader: 2^53 - 1. */
const SAFE = "9007199254740991";

const WHOLE = /^(BIGINT|HUGEINT|UINTEGER|UBIGINT|UHUGEINT)$/;
const PLAIN = /^(BOOLEAN|TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|VARCHAR|JSON)$/;
const SECOND = "%Y-%m-%dT%H:%M:%S";

/** ISO 8601 in UTC, with microseconds only where there are some. */
const moment = (sql: string): string =>
  `CASE WHEN microsecond(${sql}) % 1000000 = 0 THEN strftime(${sql}, '${SECOND}Z') ELSE strftime(${sql}, '${SECOND}.%fZ') END`;

/**
 * SQL of a value as JSON.
 * @param type DuckDB's name of the value's type
 * @param sql the value: a quoted column
 */
export function jsonSql(type: string, sql: string): string {
  if (WHOLE.test(type))
    return `CASE WHEN ${sql} BETWEEN -${SAFE} AND ${SAFE} THEN to_json(${sql}) ELSE to_json(${sql}::VARCHAR) END`;
  if (PLAIN.test(type)) return `to_json(${sql})`;
  if (type === "FLOAT" || type === "DOUBLE") {
    const name = `CASE WHEN isnan(${sql}) THEN 'NaN' WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END`;
    return `CASE WHEN ${sql} IS NULL OR isfinite(${sql}) THEN to_json(${sql}) ELSE to_json(${name}) END`;
  }
  if (type === "TIMESTAMP WITH TIME ZONE") return `to_json(${moment(`timezone('UTC', ${sql})`)})`;
  if (/^TIMESTAMP/.test(type)) return `to_json(${moment(`${sql}::TIMESTAMP`)})`;
  if (type === "BLOB") return `to_json(base64(${sql}))`;
  // Lists and structures, which neither a contract nor Redshift can make.
  if (/[[(]/.test(type) && !type.startsWith("DECIMAL")) return `to_json(${sql})`;
  return `to_json(${sql}::VARCHAR)`;
}
