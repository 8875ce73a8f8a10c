// What Kysely can say and Redshift cannot, with the Redshift way. One table per kind of thing.
import { RedshiftCompileError } from "../errors.ts";

export function refuse(construct: string, instead: string): never {
  throw new RedshiftCompileError(construct, instead);
}

const JSON_WAY =
  "navigate a SUPER column with superPath('t.column', 'field', 0), or use json_extract_path_text";

const OPERATORS: Readonly<Record<string, string>> = {
  "==": "write =",
  match: "use ~ or regexp_instr",
  regexp: "use ~ or regexp_instr",
  "~*": "use regexp_instr(value, pattern, 1, 1, 0, 'i') > 0",
  "!~*": "use regexp_instr(value, pattern, 1, 1, 0, 'i') = 0",
  "<=>": "write a = b or (a is null and b is null)",
  "!<": "write >=",
  "!>": "write <=",
  "!!": "use like, ilike or ~",
  "@@": "use like, ilike or ~",
  "@@@": "use like, ilike or ~",
  "^@": "write left(value, length(prefix)) = prefix",
  "@>": JSON_WAY,
  "<@": JSON_WAY,
  "&&": JSON_WAY,
  "?": JSON_WAY,
  "?&": JSON_WAY,
  "?|": JSON_WAY,
  "->": JSON_WAY,
  "->>": JSON_WAY,
  "->$": JSON_WAY,
  "->>$": JSON_WAY,
  "<->": "use st_distance on GEOMETRY values",
  "between symmetric": "order the two bounds, or use least(a, b) and greatest(a, b)",
};

const FUNCTIONS: Readonly<Record<string, string>> = {
  string_agg: "use listagg(value, ', ') from this package, with withinGroupOrderBy",
  array_agg: "use listagg, or build SUPER with array(…)",
  json_agg: "use listagg, or UNLOAD the rows as JSON",
  jsonb_agg: "use listagg, or UNLOAD the rows as JSON",
  json_object_agg: "use listagg, or UNLOAD the rows as JSON",
  to_json: "use json_serialize on a SUPER value",
  to_jsonb: "use json_serialize on a SUPER value",
  row_to_json: "use object(name, value, …), which makes a SUPER",
  json_build_object: "use object(name, value, …), which makes a SUPER",
  jsonb_build_object: "use object(name, value, …), which makes a SUPER",
  json_build_array: "use array(value, …), which makes a SUPER",
  unnest: "put the SUPER column in FROM: unnestSuper('t.items').as('item')",
  any: "use in (…), or put the SUPER column in FROM with unnestSuper",
  all: "use not in (…), or not exists (…)",
  generate_series: "it runs on the leader node only; join a calendar or numbers table",
  gen_random_uuid: "make the id before it is inserted, or use identity(1, 1)",
  uuid_generate_v4: "make the id before it is inserted, or use identity(1, 1)",
  now: "it runs on the leader node only; use getdate()",
  regexp_matches: "use regexp_substr or regexp_instr",
  string_to_array: "use split_to_array, which makes a SUPER",
  format: "join the texts with ||",
  mode: "group, count and keep the first by QUALIFY row_number() = 1",
};

/** Aggregates that skip nulls: over these, FILTER (WHERE c) and CASE WHEN c give the same answer. */
export const NULL_SKIPPING = new Set([
  "count",
  "sum",
  "avg",
  "min",
  "max",
  "stddev",
  "stddev_samp",
  "stddev_pop",
  "variance",
  "var_samp",
  "var_pop",
  "median",
  "listagg",
  "bool_and",
  "bool_or",
  "bit_and",
  "bit_or",
]);

export function checkOperator(operator: string): void {
  const instead = OPERATORS[operator];
  if (instead) refuse(`operator ${operator}`, instead);
}

export function checkFunction(name: string): void {
  const instead = FUNCTIONS[name.toLowerCase()];
  if (instead) refuse(`function ${name}`, instead);
}
