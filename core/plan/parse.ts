// Text → typed value, strictly: only the forms that docs/contract-semantics.md states, NULL for any other. DuckDB's
// own casts take far more (spaces, underscores, 1.5 as an int), so each is guarded by the form it may see.
import type { ColumnType } from "../contract/types.ts";
import { duckdbType } from "../contract/types.ts";
import { parseFormatted } from "./date-format.ts";
import { text, whole } from "./sql.ts";

/** There is no year 0: so what is of these forms and a date lies in the years 1 to 9999. */
const YEAR = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";
const DATE = `${YEAR}-[0-9]{2}-[0-9]{2}`;
const LOCAL = `${DATE}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6}0*)?)?)?`;
const ZONED =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6}0*)?)?(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)";
const FIRST = "TIMESTAMP '0001-01-01 00:00:00'";
const LAST = "TIMESTAMP '9999-12-31 23:59:59.999999'";

const matches = (sql: string, form: string): string => `regexp_full_match(${sql}, ${text(form)})`;

const within = (sql: string, low: string, high: string): string =>
  `CASE WHEN ${sql} BETWEEN ${low} AND ${high} THEN ${sql} END`;

const inYears = (sql: string): string => within(sql, FIRST, LAST);

/** SQL for the value of `sql`, a VARCHAR, as the column's type. `format` is strptime's, of dates and timestamps. */
export function parse(type: ColumnType, format: string | undefined, sql: string): string {
  const cast = `TRY_CAST(${sql} AS ${duckdbType(type)})`;
  switch (type.kind) {
    case "string":
      return sql;
    case "int":
    case "bigint":
      return `CASE WHEN ${matches(sql, "[+-]?[0-9]+")} THEN ${cast} END`;
    case "decimal": {
      const scale = whole(type.scale);
      const form =
        type.scale === 0
          ? "[+-]?[0-9]+(\\.0*)?"
          : `[+-]?([0-9]+(\\.[0-9]{0,${scale}}0*)?|\\.[0-9]{1,${scale}}0*)`;
      return `CASE WHEN ${matches(sql, form)} THEN ${cast} END`;
    }
    case "double": {
      const form = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?";
      return `CASE WHEN ${matches(sql, form)} THEN nullif(nullif(${cast}, 'inf'::DOUBLE), '-inf'::DOUBLE) END`;
    }
    case "boolean":
      return `CASE lower(${sql}) ${["true", "t", "yes", "y", "1"].map((word) => `WHEN '${word}' THEN true`).join(" ")} ${["false", "f", "no", "n", "0"].map((word) => `WHEN '${word}' THEN false`).join(" ")} END`;
    case "date":
      if (format !== undefined) return `CAST(${parseFormatted(format, sql, inYears)} AS DATE)`;
      return `CASE WHEN ${matches(sql, DATE)} THEN ${cast} END`;
    case "timestamp": {
      if (format !== undefined) return parseFormatted(format, sql, inYears);
      // DuckDB's cast to TIMESTAMP drops an offset without a word; TIMESTAMPTZ heeds it, but wants seconds.
      const seconds = `regexp_replace(${sql}, '^(.{10}.[0-9]{2}:[0-9]{2})([Z+-].*)$', '\\1:00\\2')`;
      const moment = `TRY_CAST(TRY_CAST(${seconds} AS TIMESTAMPTZ) AS TIMESTAMP)`;
      return `CASE WHEN ${matches(sql, LOCAL)} THEN ${cast} WHEN ${matches(sql, ZONED)} THEN ${inYears(moment)} END`;
    }
  }
}
