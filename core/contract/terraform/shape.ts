// shape/check.ts as a Terraform expression. The shapes are a table; a value is spread out into nodes, each with its
// path, its kind and the name of its row; then one expression judges them all.
//
// What Terraform does with values decides how this is written: a function copies its arguments deeply, so that nodes
// name their rows and do not hold them; try() and can() walk through every variable in them, so that they only see
// small ones. (With 1,000 columns the difference is between one second and a minute.)
import type { Shape } from "../shape/node.ts";
import { BOOLEAN_HINT, TYPE_HINT } from "../words.ts";
import { found, hcl, hint, inner, line, list, text } from "./hcl.ts";

const ANY = ["text", "number", "boolean", "list", "mapping", "nothing"];

/** Cells of a row that says no more than which kinds there may be. */
const EMPTY_ROW = `{ required = false, values = [], pattern = "", shortest = 0, longest = ${Number.MAX_SAFE_INTEGER}, bounded = false, min = 0, max = 0, whole = false, filled = false, items = "", order = [] }`;

/** Adds the shape's row, and those of what lies inside it, to the table. */
function addRows(shape: Shape, name: string, required: boolean, table: Map<string, string>): void {
  const { kinds, expects, example, values, pattern, length, range, whole, notEmpty, items } = shape;
  const keys = Object.entries(shape.keys ?? {});
  const cells = [
    `kinds = ${list(kinds.length > 0 ? kinds : ANY)}`,
    `expects = ${text(expects)}`,
    `example = ${text(example)}`,
    ...(required ? ["required = true"] : []),
    ...(values ? [`values = ${list(values)}`] : []),
    ...(pattern ? [`pattern = ${text(pattern)}`] : []),
    ...(length ? [`shortest = ${length.min}`, `longest = ${length.max}`] : []),
    ...(range ? ["bounded = true", `min = ${range.min}`, `max = ${range.max}`] : []),
    ...(whole ? ["whole = true"] : []),
    ...(notEmpty ? ["filled = true"] : []),
    ...(items ? [`items = ${text(`${name}_item`)}`] : []),
    ...(keys.length > 0 ? [`order = ${list(keys.map(([key]) => key))}`] : []),
  ];
  table.set(name, `{ ${cells.join(", ")} }`);
  if (items) addRows(items, `${name}_item`, false, table);
  for (const [key, one] of keys) addRows(one.shape, `${name}_${key}`, one.required, table);
}

/** The table of a shape as an expression: a row for each value that lies in it, and one for the key that it stands under. */
export function shapeTable(shape: Shape, key?: Shape): string {
  const table = new Map<string, string>();
  addRows(shape, "value", false, table);
  if (key) addRows(key, "key", false, table);
  const rows = [...table].map(([name, cells]) => `${name} = ${cells}`).join(", ");
  return `{ for name, row in { ${rows} } : name => merge(${EMPTY_ROW}, row, { keys = { for k in lookup(row, "order", []) : k => "\${name}_\${k}" } }) }`;
}

/** How many steps lead from the shape to its innermost value. */
function depthOf(shape: Shape): number {
  const below = Object.values(shape.keys ?? {}).map((key) => key.shape);
  if (shape.items) below.push(shape.items);
  return below.length === 0 ? 0 : 1 + Math.max(...below.map(depthOf));
}

const KINDS = `{ "\\"" = "text", "[" = "list", "{" = "mapping", t = "boolean", f = "boolean", n = "nothing" }`;

const node = (path: string, value: string, row: string): string =>
  `{ p = "${path}", v = ${value}, r = ${row}, k = lookup(${KINDS}, substr(jsonencode(${value}), 0, 1), "number") }`;

/** A key's value in a list, empty where there is none; the key `on` is true once yamldecode has read it unquoted. */
const member = `try([m[k]], [m[{ on = "true" }[k]]], [])`;

const LABEL = hcl("try(coalesce(tostring(x.name)), coalesce(tostring(x.lookup)), tostring(i))");
const HERE = inner(hcl("n.p"));
const BELOW = inner(hcl("n.p"), ".", hcl("k"));

/** What lies one step inside the nodes. */
const inside = (nodes: string): string => `flatten([for n in ${nodes} : [for r in [rows[n.r]] : [
  [for l in [n.v] : [for i, x in l : ${node(inner(hcl("n.p"), ".", LABEL), "x", "r.items")}] if n.k == "list" && r.items != ""],
  [for m in [n.v] : [for k, row in r.keys : [for x in ${member} : ${node(BELOW, "x", "row")}]] if n.k == "mapping" && length(r.order) > 0]
]]])`;

/** A value is not what its row expects. */
const WRONG = [
  "!contains(r.kinds, n.k)",
  'n.k == "text" && r.pattern != "" && !can(regex(r.pattern, n.v))',
  'n.k == "text" && try(length(n.v) < r.shortest || length(n.v) > r.longest, false)',
  'n.k == "number" && r.bounded && try(n.v < r.min || n.v > r.max, false)',
  'n.k == "number" && r.whole && try(floor(n.v) != n.v, false)',
  'n.k == "list" && r.filled && try(length(n.v) == 0, false)',
].join(" || ");
const UNKNOWN_VALUE = 'n.k == "text" && length(r.values) > 0 && try(!contains(r.values, n.v), false)';
const INEXACT = `n.k == "number" && !r.bounded && try(floor(n.v) == n.v && abs(n.v) > ${Number.MAX_SAFE_INTEGER}, false)`;
const UNKNOWN_KEY =
  '!contains(r.order, k) && !(k == "true" && contains(r.order, "on") && !contains(keys(m), "on"))';

const WRONG_LINE = line("wrong_value", HERE, {
  expects: hcl("r.expects"),
  example: hcl("r.example"),
  found: found("n.v"),
  hint: hcl(`n.k == "boolean" && contains(r.kinds, "text") ? ${text(BOOLEAN_HINT)} : ""`),
});
const UNKNOWN_VALUE_LINE = line("unknown_value", HERE, {
  found: found("n.v"),
  values: hcl('join(", ", r.values)'),
  hint: hint("n.v", "r.values"),
});
const UNKNOWN_KEY_LINE = line("unknown_key", BELOW, {
  key: hcl("k"),
  keys: hcl('join(", ", r.order)'),
  hint: hcl(`endswith(k, ")") ? ${text(TYPE_HINT)} : ${(hint("k", "r.order") as { hcl: string }).hcl}`),
});
const MISSING_LINE = line("missing", BELOW, { example: hcl("rows[row].example") });

const judged = (nodes: string): string => `[for n in ${nodes} : [for r in [rows[n.r]] : [
  [for w in [n] : ${WRONG_LINE} if ${WRONG}],
  [for w in [n] : ${UNKNOWN_VALUE_LINE} if ${UNKNOWN_VALUE}],
  [for w in [n] : ${line("inexact_number", HERE)} if ${INEXACT}],
  [for m in [n.v] : [
    [for k in keys(m) : ${UNKNOWN_KEY_LINE} if ${UNKNOWN_KEY}],
    [for k, row in r.keys : ${MISSING_LINE} if rows[row].required && length(${member}) == 0]
  ] if n.k == "mapping" && length(r.order) > 0]
]]]`;

/**
 * Lines, in lists of lists, on the shape of `value`, an expression; `path` is an inner template, `table` an expression of the
 * shape's table. `key` is the name under which the value stands, where the table has a row for it.
 */
export function shapeLines(shape: Shape, value: string, path: string, table: string, key?: string): string {
  const steps = Array.from({ length: depthOf(shape) + 1 }, (_, step) => `nodes${step}`);
  // Innermost: all steps' nodes are judged. Around it each step is named, the first one outermost.
  const named = key ? [node(path, key, '"key"')] : [];
  const roots = `[${[node(path, value, '"value"'), ...named].join(", ")}]`;
  const body = steps.reduceRight(
    (inner, name, step) => `[for ${name} in [${step === 0 ? roots : inside(`nodes${step - 1}`)}] : ${inner}]`,
    `[for nodes in [${steps.join(", ")}] : ${judged("nodes")}]`,
  );
  return `[for rows in [${table}] : ${body}]`;
}
