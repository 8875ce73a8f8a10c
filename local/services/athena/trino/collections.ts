// Functions of arrays and maps.
import type { Call, CallRule } from "../../../sql/calls.ts";
import { same } from "../../../sql/calls.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { arg } from "./arguments.ts";

const lacking = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    `${call.name} is not available in the local Athena with such arguments`,
    call.at.line,
    call.at.column,
  );
};

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
  const inner = names.map((name, i) => `list_transform([__r.${fields[i]}], lambda ${name}: `);
  return `lambda __r: ${inner.join("")}${body}${names.map(() => ")[1]").join("")}`;
}

const entries = (map: string): string => `map_entries(${map})`;
const fromRows = (rows: string): string => `map_from_entries(${rows})`;

/** All elements of a list as one value: from the second argument on, by the third. */
export function reduced(list: string, call: Call): string {
  const step = lambda(call, 2);
  return `list_reduce(${list}, lambda ${step.names.join(", ")}: ${step.body}, ${arg(call, 1)})`;
}

export const COLLECTIONS: Record<string, CallRule> = {
  ...same("flatten map map_keys map_values map_concat map_from_entries"),
  map_entries: (call) => `list_transform(${entries(arg(call, 0))}, lambda __e: row(__e.key, __e.value))`,
  cardinality: (call) => {
    const value = arg(call, 0);
    if (/^(?:map|map_\w+|trino_map\w*)\(/.test(value)) return `CAST(cardinality(${value}) AS BIGINT)`;
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
  array_join: (call) =>
    call.args.length > 2
      ? `array_to_string(list_transform(${arg(call, 0)}, lambda __v: coalesce(trino_varchar(__v), ${arg(call, 2)})), ${arg(call, 1)})`
      : `array_to_string(list_transform(${arg(call, 0)}, lambda __v: trino_varchar(__v)), ${arg(call, 1)})`,
  array_max: "trino_array_max",
  array_min: "trino_array_min",
  array_sort: (call) => {
    if (call.args.length === 1) return `list_sort(${arg(call, 0)}, 'ASC', 'NULLS LAST')`;
    throw new SqlError(
      "NOT_SUPPORTED",
      "array_sort with a comparator is not available in the local Athena",
      call.at.line,
      call.at.column,
    );
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
    return `list_transform([${reduced(arg(call, 0), call)}], lambda ${end.names.join(", ")}: ${end.body})[1]`;
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
      `list_transform(${entries(arg(call, 0))}, lambda __r: {'key': ${key}, 'value': __r.value})`,
    );
  },
  transform_values: (call) => {
    const value = ofRow(call, 1, ["key", "value"]).replace(/^lambda __r: /, "");
    return fromRows(
      `list_transform(${entries(arg(call, 0))}, lambda __r: {'key': __r.key, 'value': ${value}})`,
    );
  },
  ngrams: (call) =>
    `list_transform(range(1, greatest(len(${arg(call, 0)}) - ${arg(call, 1)} + 2, 2)), lambda __i: trino_slice(${arg(call, 0)}, __i, ${arg(call, 1)}))`,
  multimap_agg: (call) =>
    call.over || call.filter
      ? lacking(call)
      : `trino_multimap(list({'key': ${arg(call, 0)}, 'value': ${arg(call, 1)}}))`,
  multimap_from_entries: (call) =>
    `trino_multimap(list_transform(${arg(call, 0)}, lambda __e: {'key': __e[1], 'value': __e[2]}))`,
  split_to_multimap: (call) =>
    `trino_multimap(list_transform(string_split(${arg(call, 0)}, ${arg(call, 1)}), lambda __p: {'key': split_part(__p, ${arg(call, 2)}, 1), 'value': split_part(__p, ${arg(call, 2)}, 2)}))`,
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
    fromRows(
      `list_transform(string_split(${arg(call, 0)}, ${arg(call, 1)}), lambda __p: {'key': split_part(__p, ${arg(call, 2)}, 1), 'value': split_part(__p, ${arg(call, 2)}, 2)})`,
    ),
};
