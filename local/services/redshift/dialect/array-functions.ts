// Functions of arrays and objects in a SUPER that SQL cannot say: their natives, the macros over those, and how calls become them.
// Sources: AWS's pages of ARRAY_CONTAINS, ARRAY_DISTINCT, ARRAY_EXCEPT, ARRAY_INTERSECTION, ARRAY_POSITION, ARRAY_POSITIONS,
// ARRAY_SORT, ARRAY_UNION, LOWER_ATTRIBUTE_NAMES and UPPER_ATTRIBUTE_NAMES.
import { BOOLEAN, VARCHAR } from "@duckdb/node-api";
import { type CallRule, plainCall } from "../../../sql/calls.ts";
import type { Macros } from "../../../sql/macros.ts";
import type { Native } from "../../../sql/natives.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { canonicalText, combined, positions, renamed, type SetOperation, sorted } from "./super-values.ts";

const combination = (operation: SetOperation): Native => ({
  parameters: [VARCHAR, VARCHAR, BOOLEAN],
  returns: VARCHAR,
  of: (a: string, b: string, distinct: boolean) => combined(a, b, operation, distinct),
});
const renaming = (rename: (name: string) => string): Native => ({
  parameters: [VARCHAR],
  returns: VARCHAR,
  of: (text: string) => renamed(text, rename),
});

export const ARRAY_NATIVES: Readonly<Record<string, Native>> = {
  rs_canonical: { parameters: [VARCHAR], returns: VARCHAR, of: canonicalText },
  rs_positions: {
    parameters: [VARCHAR, VARCHAR, BOOLEAN],
    returns: VARCHAR,
    of: (text: string, value: string, nullMatch: boolean) => positions(text, value, nullMatch),
  },
  rs_sorted: {
    parameters: [VARCHAR, BOOLEAN, BOOLEAN],
    returns: VARCHAR,
    of: (text: string, ascending: boolean, nullsFirst: boolean) => sorted(text, ascending, nullsFirst),
  },
  rs_united: combination("union"),
  rs_intersected: combination("intersection"),
  rs_without: combination("except"),
  rs_lower_names: renaming((name) => name.toLowerCase()),
  rs_upper_names: renaming((name) => name.toUpperCase()),
};

const VALUE = "CAST(coalesce(rs_to_super(v), CAST('null' AS JSON)) AS VARCHAR)";
const found = "rs_positions(CAST(rs_to_super(a) AS VARCHAR)";

export const ARRAY_MACROS: Macros = {
  rs_array_positions: [["a, v, m", `CAST(${found}, ${VALUE}, m) AS JSON)`]],
  rs_array_position: [
    [
      "a, v, m",
      `CAST(coalesce(json_extract(${found}, ${VALUE}, m), '$[0]'), CASE WHEN ${found}, ${VALUE}, m) IS NOT NULL THEN '-1' END) AS INTEGER)`,
    ],
  ],
  rs_array_contains: [["a, v, m", `(json_array_length(${found}, ${VALUE}, m)) > 0)`]],
  rs_array_sort: [["a, up, first", "CAST(rs_sorted(CAST(a AS VARCHAR), up, first) AS JSON)"]],
  rs_array_union: [["a, b, d", "CAST(rs_united(CAST(a AS VARCHAR), CAST(b AS VARCHAR), d) AS JSON)"]],
  rs_array_intersection: [
    ["a, b, d", "CAST(rs_intersected(CAST(a AS VARCHAR), CAST(b AS VARCHAR), d) AS JSON)"],
  ],
  rs_array_except: [["a, b, d", "CAST(rs_without(CAST(a AS VARCHAR), CAST(b AS VARCHAR), d) AS JSON)"]],
  rs_rename_lower: [["x", "CAST(rs_lower_names(CAST(x AS VARCHAR)) AS JSON)"]],
  rs_rename_upper: [["x", "CAST(rs_upper_names(CAST(x AS VARCHAR)) AS JSON)"]],
  rs_number_attributes: [
    ["x", "CASE WHEN json_type(x) = 'OBJECT' THEN CAST(len(json_keys(x)) AS INTEGER) END"],
  ],
};

/** A call with `least` arguments, and those that may follow it or their defaults. */
const withDefaults =
  (name: string, least: number, ...defaults: string[]): CallRule =>
  (call) => {
    const { args, at } = call;
    if (args.length < least || args.length > least + defaults.length)
      throw new SqlError(
        "ERROR",
        `function ${call.name} has another number of arguments`,
        at.line,
        at.column,
      );
    return plainCall(name, { ...call, args: [...args, ...defaults.slice(args.length - least)] });
  };

/** Where nothing is said of nulls, a descending array begins with them. */
const sort: CallRule = (call) => {
  const [array = "", up = "true", first = `NOT (${up})`] = call.args;
  return plainCall("rs_array_sort", { ...call, args: [array, up, first] });
};

export const ARRAY_FUNCTIONS: Record<string, CallRule> = {
  array_contains: withDefaults("rs_array_contains", 2, "true"),
  array_position: withDefaults("rs_array_position", 2, "true"),
  array_positions: withDefaults("rs_array_positions", 2, "true"),
  array_sort: sort,
  array_distinct: (call) =>
    plainCall("rs_array_union", { ...call, args: [...call.args, "CAST('[]' AS JSON)", "true"] }),
  array_union: (call) => plainCall("rs_array_union", { ...call, args: [...call.args, "true"] }),
  array_intersection: withDefaults("rs_array_intersection", 2, "false"),
  array_except: withDefaults("rs_array_except", 2, "false"),
  lower_attribute_names: "rs_rename_lower",
  upper_attribute_names: "rs_rename_upper",
  get_number_attributes: "rs_number_attributes",
};
