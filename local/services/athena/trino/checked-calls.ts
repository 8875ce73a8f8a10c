// DuckDB converts where Trino has no such function: `upper(1)`, `sqrt('4')`. An argument whose kind is written is checked at once;
// others are marked for the form of the query that is bound and never run.
import { type Call, type CallRule, plainCall, type Windowed } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { KINDS, type Kind, SIGNATURES } from "./signatures.ts";
import { isJson } from "./types.ts";

function kindAt(signature: string, index: number): Kind | undefined {
  const repeats = signature.endsWith("*");
  const letters = repeats ? signature.slice(0, -1) : signature;
  const letter = letters[index] ?? (repeats ? letters.at(-1) : undefined);
  return letter === undefined || letter === "." ? undefined : (letter as Kind);
}

/** Kinds that a literal can be of, by how it begins. */
const OF_TEXT: readonly Kind[] = ["t", "j"];
const OF_WHOLE: readonly Kind[] = ["n", "i", "s"];

function literalKinds(sql: string): readonly Kind[] | undefined {
  if (/^'(?:[^']|'')*'$/s.test(sql)) return OF_TEXT;
  if (/^\(?- ?\d+\)?$|^\d+$/.test(sql)) return OF_WHOLE;
  if (/^\(?-? ?[\d.]+(?:e[+-]?\d+)?\)?$/i.test(sql)) return ["n", "s"];
  return /^(?:true|false)$/i.test(sql) ? ["b"] : undefined;
}

/** Functions of texts that take a char; all others want a varchar. */
const TAKES_CHAR = new Set("lower upper trim ltrim rtrim length replace concat_ws split_part".split(" "));
/** Of a NULL by itself these give the smallest type of numbers. */
const NULL_IS_TINYINT = new Set("abs ceil ceiling floor sign".split(" "));

/**
 * Functions that give something for a null here and a null in Trino, with the places of the arguments that are then looked at: of all
 * where there are none.
 */
const NULL_OF_NULL: Readonly<Record<string, readonly number[]>> = {
  array_except: [1],
  array_intersect: [1],
  array_join: [1, 2],
  array_remove: [1],
  array_union: [0, 1],
  bit_count: [1],
  bitwise_left_shift: [],
  bitwise_right_shift: [],
  bitwise_right_shift_arithmetic: [],
  concat_ws: [0],
  contains_sequence: [],
  from_base: [],
  lpad: [],
  map_concat: [],
  map_zip_with: [0, 1],
  ngrams: [],
  regexp_split: [1],
  replace: [],
  rpad: [],
  slice: [],
  split: [0, 1, 2],
  split_to_map: [1, 2],
  split_to_multimap: [1, 2],
  strpos: [1, 2],
  substr: [],
  substring: [],
  width_bucket: [],
  zip: [],
  zip_with: [0, 1],
};
/** What is no null: a value that is written out, an array or a map that is made here. */
const IS_SOMETHING =
  /^(?:'(?:[^']|'')*'|\(?-? ?[\d.]+(?:e[-+]?\d+)?\)?|true|false|(?:ARRAY ?)?\[.*\]|map\(.*\)|lambda .*)$/is;

/** The result where no argument is a null. */
function ofNoNull(name: string, args: readonly string[], result: string | Windowed): string | Windowed {
  const places = NULL_OF_NULL[name];
  if (!places || typeof result !== "string") return result;
  const looked = places.length === 0 ? args.map((_, i) => i) : places;
  const tests = looked.flatMap((i) => {
    const sql = args[i];
    return sql === undefined || IS_SOMETHING.test(sql) ? [] : `(${sql}) IS NULL`;
  });
  return tests.length === 0 ? result : `CASE WHEN ${tests.join(" OR ")} THEN NULL ELSE ${result} END`;
}

/** What Trino does not take in a window. */
function refuseInWindow(call: Call): void {
  const what = call.filter
    ? "FILTER is not yet supported for window functions"
    : "DISTINCT in window function parameters not yet supported";
  if (call.over && (call.filter || call.distinct))
    throw new SqlError("NOT_SUPPORTED", what, call.at.line, call.at.column);
}

/** A rule whose call is checked: by its signature where it has one. */
export function checked(name: string, rule: CallRule): CallRule {
  const signature = SIGNATURES[name];
  return (call) => {
    refuseInWindow(call);
    if (signature === undefined) return ofNoNull(name, call.args, ruled(rule, call));
    if (!signature.endsWith("*") && call.args.length > signature.length) throw noSuch(call);
    const args = call.args.map((sql, i) => {
      const kind = kindAt(signature, i);
      if (name === "reverse" && (isJson(sql) || sql.startsWith("trino_char("))) throw noSuch(call);
      if (kind === "n" && NULL_IS_TINYINT.has(name) && /^null$/i.test(sql)) return "CAST(NULL AS TINYINT)";
      if (kind === "l" && /^null$|^ARRAY ?\[ ?\]$/i.test(sql) && /^array_(?:max|min|sort)$/.test(name))
        throw new SqlError(
          "NOT_SUPPORTED",
          `${name} of a value without a type is not available in the local Athena: cast it`,
          call.at.line,
          call.at.column,
        );
      if (kind === "m" && /^null$/i.test(sql)) return "CAST(NULL AS TIMESTAMP)";
      if (kind === undefined || /^null$|^lambda |^\?$/i.test(sql)) return sql;
      if (sql.startsWith("trino_char(") && !TAKES_CHAR.has(name)) throw noSuch(call);
      const kinds = literalKinds(sql);
      const isList = name === "concat_ws" && i > 0 && /^ARRAY ?\[|^string_split\(/i.test(sql);
      // What is no literal may be an array.
      if (isList || (name === "concat_ws" && i === 1 && call.args.length === 2 && !kinds)) return sql;
      if (!kinds) return `trino_arg(${sql}, ${literal(KINDS[kind])}, ${literal(name)})`;
      if (kinds.includes(kind)) return sql;
      throw noSuch(call);
    });
    return ofNoNull(name, call.args, ruled(rule, { ...call, args }));
  };
}

function noSuch({ name, at }: Call): SqlError {
  return new SqlError("FUNCTION_NOT_FOUND", `Unexpected parameters for function ${name}`, at.line, at.column);
}

function ruled(rule: CallRule, call: Call): string | Windowed {
  if (typeof rule === "function") return rule(call);
  return plainCall(rule === true ? call.name : rule, call);
}
