// A query whose rows an engine writes to S3 by itself.
// Source: Athena User Guide, "UNLOAD"; Redshift Developer Guide, "UNLOAD".
import { glueType } from "../contract/types.ts";
import { type AthenaQuery, athenaQuery } from "./athena.ts";
import type { Parameter, Query } from "./select.ts";

/** Parquet, or lines of JSON that are compressed with gzip. */
export const EXPORT_FORMATS = ["parquet", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Target {
  /** s3:// URI of a folder of its own, with a slash at its end. */
  readonly to: string;
  readonly format: ExportFormat;
}

const ATHENA = {
  parquet: "format = 'PARQUET', compression = 'SNAPPY'",
  ndjson: "format = 'JSON', compression = 'GZIP'",
} as const;

/** The text of a query may end with a comment, or a semicolon. */
const closed = (text: string): string => `${text.replace(/;\s*$/, "")}\n`;

function wrapped({ pieces, parameters }: Query, before: string, after: string): Query {
  const all = [...pieces];
  all[0] = `${before}${all[0]}`;
  all[all.length - 1] = `${closed(all.at(-1) as string)}${after}`;
  return { pieces: all, parameters };
}

/** @param target nothing in it is a caller's */
export const athenaUnload = (query: Query, { to, format }: Target): AthenaQuery =>
  athenaQuery(wrapped(query, "UNLOAD (", `) TO '${to}' WITH (${ATHENA[format]})`));

const REDSHIFT = { parquet: "format as parquet", ndjson: "format as json gzip" } as const;

/** How Redshift reads a text: what warehouse/kysely/compiler/literals.ts has. */
export interface Quoting {
  /** An expression. */
  readonly text: (value: string) => string;
  /** A statement between quotes. */
  readonly statement: (sql: string) => string;
}

/** The query is text in a text, where parameters have no place: their values are literals in it. */
export function redshiftUnload(
  { pieces, parameters }: Query,
  { to, format }: Target,
  iamRole: string,
  quoting: Quoting,
): string {
  const literal = ({ type, text }: Parameter): string =>
    type.kind === "string"
      ? quoting.text(text)
      : `cast(${quoting.text(text)} as ${type.kind === "double" ? "double precision" : glueType(type)})`;
  const sql = pieces.map((piece, i) => {
    const parameter = parameters[i];
    return parameter ? `${piece}${literal(parameter)}` : piece;
  });
  // UNLOAD takes no LIMIT but in a query within.
  const inner = `select * from (${closed(sql.join(""))}) as exported`;
  return `unload (${quoting.statement(inner)}) to '${to}' iam_role '${iamRole}' ${REDSHIFT[format]} encrypted auto`;
}
