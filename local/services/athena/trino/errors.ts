// DuckDB's errors in Trino's words, with the place in the query as the user wrote it.
import { isName, isSymbol, SqlError, type Token } from "../../../sql/tokens.ts";
import { OF_DUCKDB } from "./error-words.ts";
import { ZONED_TYPE } from "./types.ts";

/** Finds where a name stands in the original query; the first place where it does. */
function placeOf(tokens: readonly Token[], name: string): [line: number, column: number] {
  const lower = name.toLowerCase();
  const token = tokens.find((t) => isName(t) && t.value.toLowerCase() === lower);
  return token ? [token.line, token.column] : [1, 1];
}

/** An SqlError for anything that a query's execution threw. */
export function trinoError(error: unknown, tokens: readonly Token[]): SqlError {
  if (error instanceof SqlError) return error;
  // DuckDB's errors may come from another realm, where they are no instances of this one's Error.
  const message = (error as { message?: string }).message ?? String(error);
  const first = message.split("\n")[0] as string;
  const known = OF_DUCKDB.find(([pattern]) => pattern.test(first));
  if (known)
    return new SqlError(known[1], first.replace(/^[A-Za-z ]+Error: /, "").replace(known[0], known[2]), 0, 0);
  const read = /CAST: (.*?)["'](?: to '?([A-Z]\w*))?/s.exec(first);
  if (read && !first.includes("INT32"))
    return new SqlError(
      "INVALID_CAST_ARGUMENT",
      `Cannot cast '${read[1]}'${read[2] ? ` to ${plainType(read[2]).toUpperCase()}` : ""}`,
      0,
      0,
    );
  const raised = /^Invalid Input Error: ([A-Z_]+): (.*)$/s.exec(first);
  const told = /Could not convert string '([A-Z_]+): (.*)' to INT32/s.exec(first);
  if (told?.[1] === "CAST")
    return new SqlError("INVALID_CAST_ARGUMENT", `Cannot cast '${told[2]}' to a whole number`, 0, 0);
  if (told) return new SqlError(told[1] as string, told[2] as string, 0, 0);
  const mixed =
    /Cannot (?:mix values of|compare values of) type (.+?) and (?:type )?(.+?)(?: in [A-Z]+ \w+| -|$)/.exec(
      first,
    );
  const asked = /STRUCT\("function (\w+)" INTEGER\)/.exec(first)?.[1];
  if (mixed && asked === "cast")
    return new SqlError(
      "TYPE_MISMATCH",
      `Cannot cast ${plainType(mixed[1] as string)}`,
      ...placeOf(tokens, asked),
    );
  if (mixed && asked === "subscript")
    return new SqlError("TYPE_MISMATCH", "Cannot use a subscript of what is no array, map or row");
  if (mixed && asked === "operator")
    return new SqlError("TYPE_MISMATCH", `Cannot apply operator to ${plainType(mixed[1] as string)}`);
  if (mixed && asked !== undefined)
    return new SqlError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters for function ${asked}`,
      ...placeOf(tokens, asked),
    );
  if (mixed && isZoned(mixed[1], mixed[2])) return zonedMix();
  if (/^[\w ]+Error: Cannot combine types .*STRUCT\(instant /.test(first)) return zonedMix();
  if (mixed) {
    const [left, right] = [mixed[1], mixed[2]].map((type) => plainType(type as string));
    return new SqlError("TYPE_MISMATCH", `Cannot apply operator: ${left} = ${right}`);
  }
  const combined = /Cannot combine types of (\S+) and (\S+) -/.exec(first);
  if (combined) {
    const [left, right] = [combined[1], combined[2]].map((type) => plainType(type as string));
    return new SqlError(
      "TYPE_MISMATCH",
      `All operands must be the same type or coercible to a common type: ${left}, ${right}`,
    );
  }
  const uncastable = /Unimplemented type for cast \((.*) -> (.*)\)(?: when casting|$)/.exec(first);
  if (uncastable && isZoned(uncastable[1], uncastable[2])) return zonedMix();
  if (uncastable) {
    const [from, to] = [uncastable[1], uncastable[2]].map((type) => plainType(type as string));
    if (from === "time" && to?.startsWith("timestamp"))
      return new SqlError(
        "NOT_SUPPORTED",
        `the cast of a time to ${to} is not available in the local Athena`,
      );
    return new SqlError("TYPE_MISMATCH", `Cannot cast ${from} to ${to}`);
  }
  const call = /(?:argument types '|function call ")([^'"(]+)\((.*)\)['"]\./.exec(first);
  if (call) {
    const types = (call[2] as string)
      .split(/,(?![^(]*\))/)
      .map(plainType)
      .join(", ");
    const name = (call[1] as string).replace(/^trino_/, "");
    if (name === "sum" && types === "interval")
      return new SqlError("NOT_SUPPORTED", "sum of intervals is not available in the local Athena");
    if (/timestamp with time zone/.test(types) && (/^[-+<>=]/.test(name) || name === "date_sub"))
      return zonedMix();
    if (/varbinary/.test(types) && /^(?:reverse|lpad|rpad|substr)$/.test(name))
      return new SqlError("NOT_SUPPORTED", `${name}(${types}) is not available in the local Athena`);
    if (name === "array_extract")
      return new SqlError(
        "TYPE_MISMATCH",
        `Cannot use ${types.replace(/^.*, /, "")} for subscript of an array`,
      );
    if (name === "len")
      return new SqlError(
        "NOT_SUPPORTED",
        `cardinality(${types}) is not available in the local Athena: write cardinality(map_keys(…))`,
      );
    if (/^interval, (?:integer|bigint|double)$/.test(types) && tokens.some((token) => isSymbol(token, "/")))
      return new SqlError(
        "NOT_SUPPORTED",
        "a quotient of intervals is not available in the local Athena: write a product",
      );
    if (/^\W+$/.test(name))
      return new SqlError("TYPE_MISMATCH", `Cannot apply operator: ${types.replace(", ", ` ${name} `)}`);
    return new SqlError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters (${types}) for function ${name}`,
      ...placeOf(tokens, name),
    );
  }
  if (/ARRAY_SLICE can only operate on/.test(first))
    return new SqlError("FUNCTION_NOT_FOUND", "Unexpected parameters for function concat");
  if (/Cannot concatenate types/.test(first)) {
    return new SqlError(
      "NOT_SUPPORTED",
      "|| of an array and an element is not available in the local Athena: write array || ARRAY[element]",
    );
  }
  const sum = /Macro "?([-+*/%])"?\(\) has multiple/.exec(first);
  if (sum)
    return new SqlError(
      "NOT_SUPPORTED",
      `${sum[1]} of an aggregate and what is around its query is not available in the local Athena: compute it outside`,
    );
  const macro = /Macro "?(\w+)"?\(\) (?:does not support|has multiple)/.exec(first);
  if (macro) {
    const name = (macro[1] as string).replace(/^trino_/, "");
    return new SqlError(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters for function ${name}`,
      ...placeOf(tokens, name),
    );
  }
  const range = /Type (\w+) with value (\S+) can't be cast because the value is out of range/.exec(first);
  if (range) return new SqlError("NUMERIC_VALUE_OUT_OF_RANGE", `Out of range: ${range[2]}`, 0, 0);
  const text = /Could not convert string ['"](.*)['"] to '?([A-Z]\w*)/s.exec(first);
  if (text)
    return new SqlError(
      "INVALID_CAST_ARGUMENT",
      `Cannot cast '${text[1]}' to ${plainType(text[2] as string).toUpperCase()}`,
      0,
      0,
    );
  if (raised) return new SqlError(raised[1] as string, raised[2] as string, 0, 0);
  const column =
    /Referenced column "([^"]+)" (?:was )?not found/.exec(first) ??
    /Table "[^"]+" does not have a column named "([^"]+)"/.exec(first) ??
    /Referenced (?:table|struct) "([^"]+)" not found/.exec(first) ??
    /Could not find key "([^"]+)" in struct/.exec(first);
  if (column) {
    const name = column[1] as string;
    if (/^\$(?:path|file_size|file_modified_time|bucket|partition|row_id)$/.test(name)) {
      return new SqlError(
        "NOT_SUPPORTED",
        `the column "${name}" is not available in the local Athena`,
        ...placeOf(tokens, name),
      );
    }
    const text = "cannot be resolved or requester is not authorized to access requested resources";
    return new SqlError("COLUMN_NOT_FOUND", `Column '${name}' ${text}`, ...placeOf(tokens, name));
  }
  const ambiguous = /Ambiguous reference to column name "([^"]+)"/.exec(first);
  if (ambiguous) {
    const name = ambiguous[1] as string;
    return new SqlError("AMBIGUOUS_NAME", `Column '${name}' is ambiguous`, ...placeOf(tokens, name));
  }
  const grouped = /column "([^"]+)" must appear in the GROUP BY clause/i.exec(first);
  if (grouped) {
    const name = grouped[1] as string;
    const text = `'${name}' must be an aggregate expression or appear in GROUP BY clause`;
    return new SqlError("EXPRESSION_NOT_AGGREGATE", text, ...placeOf(tokens, name));
  }
  const near = /syntax error at or near "([^"]+)"/.exec(first);
  if (near) {
    const text = near[1] as string;
    return new SqlError("SYNTAX_ERROR", `mismatched input '${text}'`, ...placeOf(tokens, text));
  }
  const cut = first.replace(/^[A-Za-z ]+Error: /, "");
  if (first.startsWith("Parser Error")) return new SqlError("SYNTAX_ERROR", cut);
  if (first.startsWith("Conversion Error")) return new SqlError("INVALID_CAST_ARGUMENT", cut, 0, 0);
  if (first.startsWith("Out of Range Error")) return new SqlError("NUMERIC_VALUE_OUT_OF_RANGE", cut, 0, 0);
  if (first.startsWith("Out of Memory Error")) {
    return new SqlError("EXCEEDED_LOCAL_MEMORY_LIMIT", cut, 0, 0);
  }
  if (first.startsWith("Binder Error")) return new SqlError("TYPE_MISMATCH", cut);
  return new SqlError("GENERIC_INTERNAL_ERROR", cut, 0, 0);
}

/** Whether one of two types is a moment with its zone and the other a moment of another kind. */
const isZoned = (...types: (string | undefined)[]): boolean =>
  types.some((type) => ZONED_TYPE.test(type?.trim() ?? "")) &&
  types.some((type) => /^(?:DATE|TIMESTAMP)/.test(type?.trim() ?? ""));
const zonedMix = (): SqlError =>
  new SqlError(
    "NOT_SUPPORTED",
    "a moment of a named zone beside one of another kind is not available in the local Athena: bring both to one zone",
  );

/** DuckDB's name of a type as Trino has it. */
function plainType(type: string): string {
  // The shapes that `trino_kind` gives to values of a kind.
  if (type.endsWith("[][][][][]")) return "boolean";
  if (type.endsWith("[][][][]")) return "varchar";
  if (ZONED_TYPE.test(type.trim())) return "timestamp with time zone";
  const plain = type.trim().replace(/_LITERAL$/, "");
  const names: Record<string, string> = {
    STRING: "varchar",
    INT32: "int",
    INT64: "bigint",
    BOOL: "boolean",
    FLOAT: "real",
    BLOB: "varbinary",
    '"NULL"': "unknown",
  };
  return names[plain] ?? plain.toLowerCase();
}

/** `CODE: line 1:8: text`, as Athena gives it in a query's state; errors of the data have no place. */
export function stateReason(error: SqlError): string {
  const place = error.line > 0 ? `line ${error.line}:${error.column}: ` : "";
  return `${error.code}: ${place}${error.message}`;
}
