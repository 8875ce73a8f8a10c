// Values written into the SQL text itself, for the statements that take no parameters: DDL, views, COPY, UNLOAD.
import { RedshiftValueError } from "../errors.ts";
import { type Binding, bindingOf, checkedText } from "./bindings.ts";

/**
 * A string as an SQL expression. Redshift reads a backslash in quotes as an escape, other engines do not; so a
 * backslash is never written: 'a\b' is 'a' || chr(92) || 'b', which means the same everywhere.
 *
 * @example
 * ```ts
 * console.log(stringLiteral("it's")); // 'it''s'
 * ```
 */
export function stringLiteral(text: string): string {
  const parts = checkedText(text, "a string").split("\\");
  const quoted = parts.map((part) => `'${part.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? (quoted[0] as string) : `(${quoted.join(" || chr(92) || ")})`;
}

/** A string where the grammar wants a bare literal and no expression (an S3 URI, a role's ARN, a delimiter). */
export function bareLiteral(text: string, what: string): string {
  if (text.includes("\\")) {
    throw new RedshiftValueError(
      `${what} holds a backslash, which Redshift would read as an escape: remove it`,
    );
  }
  return `'${checkedText(text, what).replaceAll("'", "''")}'`;
}

/** The value as SQL text, of the same type as the bound parameter would have. */
export function literal(value: unknown): string {
  const binding: Binding = bindingOf(value);
  if (binding.kind === "word") return binding.sql;
  if (binding.call) return byCall(binding.call, stringLiteral(binding.text));
  switch (binding.cast) {
    case undefined:
      return stringLiteral(binding.text);
    case "integer":
    case "bigint":
      return binding.text;
    default:
      return binding.cast.startsWith("decimal") ? binding.text : `cast('${binding.text}' as ${binding.cast})`;
  }
}

/** A whole statement in quotes, as UNLOAD takes its query: quotes and backslashes doubled, as Redshift reads them. */
export function quotedStatement(sql: string): string {
  return `'${sql.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** The function that makes the value out of its text; "emptyBytes" is the VARBYTE of no bytes. */
export function byCall(call: string, argument: string): string {
  if (call === "emptyBytes") return `substring(from_hex(${argument}), 1, 0)`;
  return `${call}(${argument})`;
}
