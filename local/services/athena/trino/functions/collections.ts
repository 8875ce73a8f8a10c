// Functions of arrays and maps.
import type { Call, CallRule } from "../../../../sql/calls.ts";
import { same } from "../../../../sql/calls.ts";
import { SqlError } from "../../../../sql/tokens.ts";
import { arg, lacking } from "../arguments.ts";

/** A lambda's parameters and its body: `lambda x, y: x + y`. */
function lambda(call: Call, index: number): { names: string[]; body: string } {
  const found = /^lambda (.*?): (.*)$/s.exec(arg(call, index));
  if (!found) {
    throw new SqlError(
      "TYPE_MISMATCH",
      `${call.name}: argument ${index + 1} must be a lambda`,
      call.at.line,
      call.at.column,
    );
  }
  return { names: (found[1] as string).split(", "), body: found[2] as string };
}

/** A lambda of several parameters as one of a row that has them for its fields. */
function ofRow(call: Call, index: number, fields: readonly string[]): string {
  const { names, body } = lambda(call, index);
  const inner = names.map((name, i) => `list_transform([__r['${fields[i]}']], lambda ${name}: `);
  return `lambda __r: ${inner.join("")}${body}${names.map(() => ")[1]").join("")}`;
}

const entries = (map: string): string => `map_entries(${map})`;
const fromRows = (rows: string): string => `map_from_entries(${rows})`;

/** All elements of a list as one value: from the second argument on, by the third. */
export function reduced(list: string, call: Call): string {
  const step = lambda(call, 2);
  return `list_reduce(${list}, lambda ${step.names.join(", ")}: ${step.body}, ${arg(call, 1)})`;
}

/** The same where the state may be of another type than the elements: DuckDB has both in one row. */
function stepped(call: Call): string {
  const { names, body } = lambda(call, 2);
  const [state = "", element = ""] = names;
  const rows = `list_transform(${arg(call, 0)}, lambda __v: {'s': NULL, 'v': __v})`;
  const step = (s: string, v: string): string =>
    `list_transform([${s}], lambda ${state}: list_transform([${v}], lambda ${element}: ${body})[1])[1]`;
  // The start takes the type of a step's result.
  const start = `{'s': CASE WHEN false THEN ${step(arg(call, 1), `(${arg(call, 0)})[1]`)} ELSE ${arg(call, 1)} END, 'v': NULL}`;
  const next = step("__p['s']", "__q['v']");
  return `list_reduce(${rows}, lambda __p, __q: {'s': ${next}, 'v': NULL}, ${start}).s`;
}

export const COLLECTIONS: Record<string, CallRule> = {
  ...same("flatten map map_keys map_values map_concat map_from_entries"),
  map_entries: (call) =>
    `list_transform(${entries(arg(call, 0))}, lambda __e: row(__e['key'], __e['value']))`,
  cardinality: (call) => {
    const value = arg(call, 0);
    if (/^(?:map|map_\w+|trino_map\w*|trino_split_to_map|trino_multimap)\(/.test(value))
      return `CAST(cardinality(${value}) AS BIGINT)`;
    if (/^(?:ARRAY ?\[|list_|trino_array|trino_split|string_split|flatten\()/i.test(value))
      return `trino_cardinality(${value})`;
    return `trino_size(trino_arg(${value}, 'list', 'cardinality'))`;
  },
  element_at: (call) => {
    if (arg(call, 1) === "0") {
      throw new SqlError("INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1", 0, 0);
    }
    return `trino_element_at(${arg(call, 0)}, ${arg(call, 1)})`;
  },
  contains: "trino_contains",
  array_join: (call) => {
    const text = "trino_varchar(trino_arg(__v, 'scalar', 'array_join'))";
    const shown = call.args.length > 2 ? `coalesce(${text}, ${arg(call, 2)})` : text;
    const texts = `list_transform(${arg(call, 0)}, lambda __v: ${shown})`;
    // DuckDB's own takes no separator that is a column.
    const name = /^'(?:[^']|'')*'$/s.test(arg(call, 1)) ? "array_to_string" : "trino_join";
    return `${name}(${texts}, ${arg(call, 1)})`;
  },
  array_max: "trino_array_max",
  array_min: "trino_array_min",
  array_sort: (call) => {
    if (call.args.length === 1) return `list_sort(${arg(call, 0)}, 'ASC', 'NULLS LAST')`;
    // Each element with the number of those that stand before it.
    const { names, body } = lambda(call, 1);
    const [x = "", y = ""] = names;
    const list = `list_transform(${arg(call, 0)}, lambda __v, __n: {'v': __v, 'n': __n})`;
    const compared = `list_transform([__o['v']], lambda ${x}: list_transform([__e['v']], lambda ${y}: ${body})[1])[1]`;
    const before = `list_sum(list_transform(__a, lambda __o: CASE WHEN ${compared} < 0 OR (${compared} = 0 AND __o['n'] < __e['n']) THEN 1 ELSE 0 END))`;
    return `list_transform([${list}], lambda __a: list_transform(list_sort(list_transform(__a, lambda __e: {'r': ${before}, 'e': __e})), lambda __s: __s['e']['v']))[1]`;
  },
  array_distinct: "trino_array_distinct",
  array_position: (call) => `CAST(trino_array_position(${arg(call, 0)}, ${arg(call, 1)}) AS BIGINT)`,
  array_remove: "trino_array_remove",
  array_intersect: (call) =>
    `trino_array_distinct(list_filter(${arg(call, 0)}, lambda __v: trino_has(${arg(call, 1)}, __v)))`,
  array_except: (call) =>
    `trino_array_distinct(list_filter(${arg(call, 0)}, lambda __v: NOT trino_has(${arg(call, 1)}, __v)))`,
  array_union: (call) => `trino_array_distinct(list_concat(${arg(call, 0)}, ${arg(call, 1)}))`,
  arrays_overlap: "trino_overlap",
  filter: "list_filter",
  transform: "list_transform",
  any_match: (call) => `trino_any_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  all_match: (call) => `trino_all_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  none_match: (call) => `NOT trino_any_match(list_transform(${arg(call, 0)}, ${arg(call, 1)}))`,
  slice: "trino_slice",
  trim_array: (call) =>
    `trino_slice(${arg(call, 0)}, 1, CAST(len(${arg(call, 0)}) AS BIGINT) - ${arg(call, 1)})`,
  shuffle: (call) => `list_sort(${arg(call, 0)})`,
  sequence: (call) => `trino_sequence(${call.args.join(", ")})`,
  repeat: (call) => `list_transform(range(${arg(call, 1)}), lambda __i: ${arg(call, 0)})`,
  reduce: (call) => {
    const end = lambda(call, 3);
    return `list_transform([${stepped(call)}], lambda ${end.names.join(", ")}: ${end.body})[1]`;
  },
  zip: (call) =>
    `list_transform(list_zip(${call.args.join(", ")}), lambda __z: row(${call.args.map((_, i) => `__z[${i + 1}]`).join(", ")}))`,
  zip_with: (call) => {
    const { names, body } = lambda(call, 2);
    const [a = "", b = ""] = names;
    return `list_transform(list_zip(${arg(call, 0)}, ${arg(call, 1)}), lambda __z: list_transform([__z[1]], lambda ${a}: list_transform([__z[2]], lambda ${b}: ${body})[1])[1])`;
  },
  map_filter: (call) =>
    fromRows(`list_filter(${entries(arg(call, 0))}, ${ofRow(call, 1, ["key", "value"])})`),
  transform_keys: (call) => {
    const key = ofRow(call, 1, ["key", "value"]).replace(/^lambda __r: /, "");
    return fromRows(
      `list_transform(${entries(arg(call, 0))}, lambda __r: {'key': ${key}, 'value': __r['value']})`,
    );
  },
  transform_values: (call) => {
    const value = ofRow(call, 1, ["key", "value"]).replace(/^lambda __r: /, "");
    return fromRows(
      `list_transform(${entries(arg(call, 0))}, lambda __r: {'key': __r['key'], 'value': ${value}})`,
    );
  },
  ngrams: (call) =>
    `list_transform(range(1, greatest(len(${arg(call, 0)}) - ${arg(call, 1)} + 2, 2)), lambda __i: trino_slice(${arg(call, 0)}, __i, ${arg(call, 1)}))`,
  multimap_from_entries: (call) =>
    `trino_multimap(list_transform(${arg(call, 0)}, lambda __e: {'key': __e[1], 'value': __e[2]}))`,
  split_to_multimap: (call) => `trino_multimap(trino_split_pairs(${call.args.join(", ")}))`,
  map_zip_with: (call) => {
    const { names, body } = lambda(call, 2);
    const [key = "", a = "", b = ""] = names;
    const [left, right] = [arg(call, 0), arg(call, 1)];
    const value = `list_transform([(${left})[${key}]], lambda ${a}: list_transform([(${right})[${key}]], lambda ${b}: ${body})[1])[1]`;
    return fromRows(
      `list_transform(trino_array_distinct(list_concat(map_keys(${left}), map_keys(${right}))), lambda ${key}: {'key': ${key}, 'value': ${value}})`,
    );
  },
  array_histogram: "trino_array_histogram",
  cosine_similarity: "trino_cosine",
  contains_sequence: (call) =>
    `coalesce(list_bool_or(list_transform(range(0, len(${arg(call, 0)}) - len(${arg(call, 1)}) + 1), lambda __i: list_slice(${arg(call, 0)}, __i + 1, __i + len(${arg(call, 1)})) = ${arg(call, 1)})), false)`,
  combinations: (call) => {
    const list = arg(call, 0);
    const size = Number(arg(call, 1));
    if (!(size >= 1 && size <= 5)) return lacking(call);
    const names = Array.from({ length: size }, (_, i) => `__i${i}`);
    const items = `[${names.map((name) => `(${list})[${name}]`).join(", ")}]`;
    // The first index varies slowest here and fastest in Trino.
    return names.reduce((inner, name, i) => {
      const to = names[i + 1] ?? `len(${list}) + 1`;
      const made = `list_transform(range(1, ${to}), lambda ${name}: ${inner})`;
      return i === 0 ? made : `flatten(${made})`;
    }, items);
  },
  split_to_map: (call) =>
    call.args.length > 3 ? lacking(call) : `trino_split_to_map(${call.args.join(", ")})`,
};
