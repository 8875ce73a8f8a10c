// shape/check.ts as a Terraform expression. The shapes are a table; a value is spread out into nodes, each with its
// path, its kind and its row of the table; then one expression judges them all.
import type { Shape } from "../shape/node.ts";
import { BOOLEAN_HINT, TYPE_HINT } from "../words.ts";
import { found, hcl, hint, inner, line, list, text } from "./hcl.ts";

/** Mappings by a name of their own, each with its keys as HCL. */
type Levels = Map<string, string>;

/** A shape as a row of the table; mappings inside become levels. */
function row(shape: Shape, name: string, levels: Levels, required = false): string {
  const { min, max } = shape.range ?? {};
  const cells: (string | false | undefined)[] = [
    `kinds = ${list(shape.kinds.length > 0 ? shape.kinds : ["text", "number", "boolean", "list", "mapping", "nothing"])}`,
    `expects = ${text(shape.expects)}`,
    `example = ${text(shape.example)}`,
    required && "required = true",
    shape.values && `values = ${list(shape.values)}`,
    shape.pattern !== undefined && `pattern = ${text(shape.pattern)}`,
    shape.length && `shortest = ${shape.length.min}, longest = ${shape.length.max}`,
    min !== undefined && min > -Number.MAX_VALUE && `min = ${min}`,
    max !== undefined && max < Number.MAX_VALUE && `max = ${max}`,
    shape.whole && "whole = true",
    shape.notEmpty && "filled = true",
    shape.items && `items = ${row(shape.items, `${name}_item`, levels)}`,
    shape.keys && `level = ${text(name)}`,
  ];
  if (shape.keys) {
    const rows = Object.entries(shape.keys).map(
      ([key, inside]) => `${key} = ${row(inside.shape, `${name}_${key}`, levels, inside.required)}`,
    );
    levels.set(name, `{ order = ${list(Object.keys(shape.keys))}, keys = { ${rows.join(", ")} } }`);
  }
  return `{ ${cells.filter(Boolean).join(", ")} }`;
}

/** How many steps lead from the shape to its innermost value. */
function depthOf(shape: Shape): number {
  const below = [
    ...Object.values(shape.keys ?? {}).map((key) => key.shape),
    ...(shape.items ? [shape.items] : []),
  ];
  return below.length === 0 ? 0 : 1 + Math.max(...below.map(depthOf));
}

const KINDS = `{ "\\"" = "text", "[" = "list", "{" = "mapping", t = "boolean", f = "boolean", n = "nothing" }`;

/** Nodes with their kinds; `nodes` yields lists in lists of { p, v, r }: path, value and row. */
const withKinds = (nodes: string): string =>
  `[for n in flatten(${nodes}) : merge(n, { k = lookup(${KINDS}, substr(jsonencode(n.v), 0, 1), "number") })]`;

/** A key's value; the key `on` is true by the time yamldecode has read it unquoted. */
const member = (mapping: string, key: string): string =>
  `try(${mapping}[${key}], ${mapping}[{ on = "true" }[${key}]])`;

const LABEL = inner(
  hcl("n.p"),
  ".",
  hcl("try(coalesce(tostring(x.name)), coalesce(tostring(x.lookup)), tostring(i))"),
);

/** What lies one step inside the nodes. */
const inside = (nodes: string): string =>
  withKinds(`[for n in ${nodes} : [
    [for l in [n.v] : [for i, x in l : { p = "${LABEL}", v = x, r = n.r.items }] if n.k == "list" && can(n.r.items)],
    [for m in [n.v] : [for k, r in levels[n.r.level].keys : { p = "${inner(hcl("n.p"), ".", hcl("k"))}", v = ${member("m", "k")}, r = r } if can(${member("m", "k")})] if n.k == "mapping" && can(n.r.level)]
  ]]`);

const PATH = inner(hcl("n.p"));
const BELOW = inner(hcl("n.p"), ".", hcl("k"));

/** Conditions under which a value is not what its row expects; a row without the cell makes try() false. */
const WRONG = [
  "!contains(n.r.kinds, n.k)",
  'try(length(n.r.pattern) > 0 && n.k == "text" && !can(regex(n.r.pattern, n.v)), false)',
  'try(n.k == "text" && (length(n.v) < n.r.shortest || length(n.v) > n.r.longest), false)',
  'try(n.k == "number" && n.v < n.r.min, false)',
  'try(n.k == "number" && n.v > n.r.max, false)',
  'try(n.r.whole && n.k == "number" && floor(n.v) != n.v, false)',
  'try(n.r.filled && n.k == "list" && length(n.v) == 0, false)',
].join(" || ");

const WRONG_LINE = line("wrong_value", PATH, {
  expects: hcl("n.r.expects"),
  example: hcl("n.r.example"),
  found: found("n.v"),
  hint: hcl(`n.k == "boolean" && contains(n.r.kinds, "text") ? ${text(BOOLEAN_HINT)} : ""`),
});

const UNKNOWN_VALUE_LINE = line("unknown_value", PATH, {
  found: found("n.v"),
  values: hcl('join(", ", n.r.values)'),
  hint: hint("n.v", "n.r.values"),
});

const INEXACT = `try(n.k == "number" && !can(n.r.max) && floor(n.v) == n.v && abs(n.v) > ${Number.MAX_SAFE_INTEGER}, false)`;

const KNOWN = "levels[n.r.level].order";
const UNKNOWN_KEY_LINE = line("unknown_key", BELOW, {
  key: hcl("k"),
  keys: hcl(`join(", ", ${KNOWN})`),
  hint: hcl(`endswith(k, ")") ? ${text(TYPE_HINT)} : ${(hint("k", KNOWN) as { hcl: string }).hcl}`),
});
const STRAY_ON = `(k == "true" && contains(${KNOWN}, "on") && !can(n.v.on))`;

const MISSING_LINE = line("missing", BELOW, { example: hcl("levels[n.r.level].keys[k].example") });

const JUDGED = `[for n in nodes : [
  [for w in [n] : ${WRONG_LINE} if ${WRONG}],
  [for w in [n] : ${UNKNOWN_VALUE_LINE} if try(n.k == "text" && !contains(n.r.values, n.v), false)],
  [for w in [n] : ${line("inexact_number", PATH)} if ${INEXACT}],
  [for m in [n.v] : [for k in keys(m) : ${UNKNOWN_KEY_LINE} if !contains(${KNOWN}, k) && !${STRAY_ON}] if n.k == "mapping" && can(n.r.level)],
  [for m in [n.v] : [for k in ${KNOWN} : ${MISSING_LINE} if can(levels[n.r.level].keys[k].required) && !can(${member("m", "k")})] if n.k == "mapping" && can(n.r.level)]
]]`;

/**
 * Lines, in lists of lists, on the shape of `value`, an expression; `path` is an inner template. `key` is the shape of
 * the name under which the value stands, if that is to be judged too: an expression and its shape.
 */
export function shapeLines(
  shape: Shape,
  value: string,
  path: string,
  key?: { readonly value: string; readonly shape: Shape },
): string {
  const levels: Levels = new Map();
  const top = row(shape, "top", levels);
  const roots = [`{ p = "${path}", v = ${value}, r = ${top} }`];
  if (key) roots.unshift(`{ p = "${path}", v = ${key.value}, r = ${row(key.shape, "key", levels)} }`);
  let nodes = "nodes";
  // Each step's nodes are named, so that the next does not spell them out again.
  for (let step = depthOf(shape); step > 0; step -= 1)
    nodes = `flatten([for outer in [nodes] : [outer, [for nodes in [${inside("outer")}] : ${nodes === "nodes" ? "nodes" : nodes}]]])`;
  const table = [...levels].map(([name, level]) => `${name} = ${level}`).join(", ");
  return `[for levels in [{ ${table} }] : [for nodes in [${withKinds(`[${roots.join(", ")}]`)}] : [for nodes in [${nodes}] : ${JUDGED}]]]`;
}
