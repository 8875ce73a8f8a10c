// Column types: Redshift's pass, those that differ in name only are renamed, the rest is refused with what to use.
import { RedshiftCompileError } from "../errors.ts";

/** Redshift turns TEXT into VARCHAR(256) without a word; who writes text means text of any length. */
const RENAMED: Readonly<Record<string, string>> = { text: "varchar(65535)" };

const RANGE = "use two columns, the lower and the upper bound";

const INSTEAD: Readonly<Record<string, string>> = {
  json: "use SUPER: sql`super`",
  jsonb: "use SUPER: sql`super`",
  uuid: "use char(36)",
  bytea: "use VARBYTE: sql`varbyte(65535)`",
  blob: "use VARBYTE: sql`varbyte(65535)`",
  binary: "use VARBYTE: sql`varbyte(65535)`",
  varbinary: "use VARBYTE: sql`varbyte(65535)`",
  serial: "use integer with .$call(identity(1, 1))",
  bigserial: "use bigint with .$call(identity(1, 1))",
  smallserial: "use integer with .$call(identity(1, 1))",
  tinyint: "use smallint",
  datetime: "use timestamp",
  interval: "use an integer of a stated unit, or sql`interval year to month`",
};

/** The type as Redshift takes it; throws {@link RedshiftCompileError} where it has no such type. */
export function redshiftType(type: string): string {
  const base = type.replace(/\(.*$/, "").trim().toLowerCase();
  const instead = INSTEAD[base] ?? (/(?:multi)?range$/.test(base) ? RANGE : undefined);
  if (instead) throw new RedshiftCompileError(`type ${base.toUpperCase()}`, instead);
  if (/^(timestamp|timestamptz|time|timetz)\s*\(/i.test(type)) {
    throw new RedshiftCompileError(
      `precision on ${base.toUpperCase()}`,
      `write ${base}: it always holds microseconds`,
    );
  }
  return RENAMED[base] ?? type;
}
