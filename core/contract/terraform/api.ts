// The shape of the contract's `api` as locals that judge a Terraform variable: the command's words, from the same schema.
// What names it has of datasets, queries and parameters, `headrace check` and the functions judge.
import { apiSchema } from "../api/schema.ts";
import { type Shape, shapeOf } from "../shape/node.ts";
import { hcl, inner, text } from "./hcl.ts";
import { HEADING } from "./heading.ts";
import type { NamedLocal } from "./named.ts";
import { shapeLines, shapeTable } from "./shape.ts";

/** The locals to rely on, as the contract's. */
export const API_LINES = "api_lines";
export const API_MESSAGE = "api_message";

const isMapping = (value: string): string => `substr(jsonencode(${value}), 0, 1) == "{"`;

/** A table for what lies in a mapping of names, and lines on each entry; `inside` adds lines on what lies in an entry `s`. */
function entries(
  shape: Shape | undefined,
  names: { local: string; map: string; path: string; entry: string; key: string },
  inside = "[]",
): { table: NamedLocal; lines: string } {
  const { entries } = shape ?? {};
  if (!entries) throw new Error(`${names.path} is a mapping of names`);
  const { local, map, path, entry, key } = names;
  const lines = shapeLines(entries.shape, entry, path, `local.${local}_shapes`, key);
  return {
    table: {
      name: `${local}_shapes`,
      about: "What each value of an entry may be.",
      expression: shapeTable(entries.shape, entries.key),
    },
    lines: `try([for m in [${map}] : [for ${key}, ${entry} in m : [${lines}, ${inside}]] if ${isMapping("m")}], [])`,
  };
}

/**
 * Locals for a module whose `variable "NAME" { type = any }` holds `yamldecode(file("headrace.yaml")).api`, or null.
 * @param variable the variable's name
 */
export function apiLocals(variable: string): NamedLocal[] {
  const { keys = {}, kinds, expects, example } = shapeOf(apiSchema);
  const plain: Shape["keys"] = Object.fromEntries(
    Object.entries(keys).map(([key, { required, shape }]) => {
      const { entries: _, ...rest } = shape;
      return [key, { required, shape: rest }];
    }),
  );
  const whole: Shape = { kinds, expects, example, keys: plain };
  const of = (map: string) => ({
    map: `api.${map}`,
    path: inner(`api.${map}.`, hcl("k")),
    entry: "s",
    key: "k",
  });
  const groups = entries(keys.groups?.shape, { local: "api_groups", ...of("groups") });
  const parameters = entries(keys.queries?.shape.entries?.shape.keys?.parameters?.shape, {
    local: "api_parameters",
    map: "s.parameters",
    path: inner("api.queries.", hcl("k"), ".parameters.", hcl("p")),
    entry: "t",
    key: "p",
  });
  const queries = entries(keys.queries?.shape, { local: "api_queries", ...of("queries") }, parameters.lines);
  const judged = (lines: string): string => `flatten([for api in local.api_judged : ${lines}])`;
  return [
    {
      name: "api_judged",
      about: "The API of the contract, in a list; an empty one where it has none.",
      expression: `[for api in [var.${variable}] : api if jsonencode(api) != "null"]`,
    },
    { name: "api_shapes", about: "What each value of it may be.", expression: shapeTable(whole) },
    {
      name: "api_shape_lines",
      about: "It has the keys that it needs, and no others.",
      expression: judged(shapeLines(whole, "api", "api", "local.api_shapes")),
    },
    groups.table,
    {
      name: "api_group_lines",
      about: "Groups are of the right shape.",
      expression: judged(groups.lines),
    },
    parameters.table,
    queries.table,
    {
      name: "api_query_lines",
      about: "Queries and their parameters are of the right shape.",
      expression: judged(queries.lines),
    },
    {
      name: API_LINES,
      about: "All that is wrong.",
      expression: "concat(local.api_shape_lines, local.api_group_lines, local.api_query_lines)",
    },
    {
      name: API_MESSAGE,
      about: "What `terraform plan` says then.",
      expression: `join("\\n  ", concat([${text(HEADING)}], local.${API_LINES}))`,
    },
  ];
}
