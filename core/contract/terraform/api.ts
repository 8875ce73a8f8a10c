// The shape of the contract's `api` as a validation of a Terraform variable: the command's words, from the same schema.
// What names it has of datasets, queries and parameters, `headrace check` and the functions judge.
import { apiSchema } from "../api/schema.ts";
import { type Shape, shapeOf } from "../shape/node.ts";
import { hcl, inner } from "./hcl.ts";
import { HEADING, oneLine } from "./heading.ts";
import { shapeLines } from "./shape.ts";

const isMapping = (value: string): string => `substr(jsonencode(${value}), 0, 1) == "{"`;

/** Lines on each entry of the mapping `map`, an expression; `inside` adds lines on what lies in an entry `s`. */
function entryLines(shape: Shape | undefined, map: string, path: string, inside = "[]"): string {
  const { entries } = shape ?? {};
  if (!entries) throw new Error(`${path} is a mapping of names`);
  const lines = shapeLines(entries.shape, "s", inner(path, ".", hcl("k")), {
    value: "k",
    shape: entries.key,
  });
  return `try([for m in [${map}] : [for k, s in m : [${lines}, ${inside}]] if ${isMapping("m")}], [])`;
}

/** The same for the mapping in an entry that is called `s`, whose name is `k`. */
function parameterLines(shape: Shape | undefined, path: string): string {
  const { entries } = shape ?? {};
  if (!entries) throw new Error("parameters are a mapping of names");
  const lines = shapeLines(entries.shape, "t", inner(path, ".", hcl("k"), ".parameters.", hcl("p")), {
    value: "p",
    shape: entries.key,
  });
  return `try([for m in [s.parameters] : [for p, t in m : ${lines}] if ${isMapping("m")}], [])`;
}

/**
 * A validation for `variable "NAME" { type = any }` that holds `yamldecode(file("headrace.yaml")).api`, or null.
 * @param variable the variable's name
 * @returns two bare Terraform expressions, as `contractValidations` does
 */
export function apiValidation(variable: string): { condition: string; error_message: string } {
  const { keys = {}, kinds, expects, example } = shapeOf(apiSchema);
  const plain = Object.fromEntries(
    Object.entries(keys).map(([key, { required, shape }]) => {
      const { entries: _, ...rest } = shape;
      return [key, { required, shape: rest }];
    }),
  );
  const query = keys.queries?.shape.entries?.shape.keys ?? {};
  const lines = oneLine(
    `flatten([for api in [for a in [var.${variable}] : a if jsonencode(a) != "null"] : [
      ${shapeLines({ kinds, expects, example, keys: plain }, "api", "api")},
      ${entryLines(keys.groups?.shape, "api.groups", "api.groups")},
      ${entryLines(keys.queries?.shape, "api.queries", "api.queries", parameterLines(query.parameters?.shape, "api.queries"))}
    ]])`,
  );
  return {
    condition: `length(${lines}) == 0`,
    error_message: `join("\\n  ", concat(["${HEADING}"], ${lines}))`,
  };
}
