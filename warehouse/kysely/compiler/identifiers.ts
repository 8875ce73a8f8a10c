// Names: always quoted, and checked for what no quoting makes right.
import { RedshiftValueError } from "../errors.ts";

/** Redshift's longest identifier, in bytes of UTF-8. */
export const MAX_IDENTIFIER_BYTES = 127;

/** The name with its double quotes doubled, to stand between double quotes. */
export function checkedIdentifier(name: string): string {
  if (name === "")
    throw new RedshiftValueError("an empty name cannot be an identifier: name the table or column");
  if (name.includes("\0") || !name.isWellFormed()) {
    throw new RedshiftValueError(
      `the name ${JSON.stringify(name)} holds a character that no identifier can hold`,
    );
  }
  if (Buffer.byteLength(name, "utf8") > MAX_IDENTIFIER_BYTES) {
    throw new RedshiftValueError(
      `the name "${name.slice(0, 40)}…" is longer than ${MAX_IDENTIFIER_BYTES} bytes, Redshift's limit: shorten it`,
    );
  }
  return name.replaceAll('"', '""');
}

/**
 * "name", quoted.
 *
 * @example
 * ```ts
 * const statement = `comment on table ${quoteIdentifier("orders")} is ${stringLiteral("the shop's orders")}`;
 * await sql.raw(statement).execute(db);
 * ```
 */
export function quoteIdentifier(name: string): string {
  return `"${checkedIdentifier(name)}"`;
}
