// shape/check.ts as a Terraform expression: a list, with lists inside, of the lines on a value's shape.
import type { Kind, Shape } from "../shape/node.ts";
import { BOOLEAN_HINT, TYPE_HINT } from "../words.ts";
import type { Part } from "./hcl.ts";
import { found, hcl, hint, inner, kind, line, list, member, text } from "./hcl.ts";

const KIND_TESTS: Readonly<Record<Kind, (first: string) => string>> = {
  text: (first) => `${first} == "\\""`,
  number: (first) => `can(regex("^[-0-9]", ${first}))`,
  boolean: (first) => `contains(["t", "f"], ${first})`,
  list: (first) => `${first} == "["`,
  mapping: (first) => `${first} == "{"`,
};

const is = (kinds: readonly Kind[], first: string): string =>
  `(${kinds.map((one) => KIND_TESTS[one](first)).join(" || ")})`;

/** `[for NAME in [VALUE] : BODY if CONDITION]`: a body that is only evaluated where the condition holds. */
const when = (name: string, value: string, condition: string, body: string): string =>
  `[for ${name} in [${value}] : ${body} if ${condition}]`;

/** `value` is an expression, `path` an inner template; `depth` keeps the names of nested loops apart. */
export function shapeLines(shape: Shape, value: string, path: string, depth = 0): string {
  if (shape.kinds.length === 0) return "[]";
  const { expects, example } = shape;
  const first = kind(value);
  const mistaken: Part = shape.kinds.includes("text")
    ? hcl(`contains(["t", "f"], ${first}) ? ${text(BOOLEAN_HINT)} : ""`)
    : "";
  const words = { expects, example, found: found(value), hint: mistaken };
  const wrong = line("wrong_value", path, words);
  const parts = [when(`w${depth}`, value, wrongCondition(shape, value, first), wrong)];
  if (shape.values) {
    const values = list(shape.values);
    const unknown = line("unknown_value", path, {
      found: found(value),
      values: shape.values.join(", "),
      hint: hint(value, values),
    });
    const condition = `try(${is(["text"], first)} && !contains(${values}, ${value}), false)`;
    parts.push(when(`w${depth}`, value, condition, unknown));
  }
  if (shape.kinds.includes("number") && !shape.whole && shape.constant === undefined && !shape.range) {
    const inexact = `floor(${value}) == ${value} && abs(${value}) > ${Number.MAX_SAFE_INTEGER}`;
    const condition = `try(${is(["number"], first)} && ${inexact}, false)`;
    parts.push(when(`w${depth}`, value, condition, line("inexact_number", path, { found: found(value) })));
  }
  if (shape.items) {
    const [item, at, all] = [`x${depth}`, `i${depth}`, `l${depth}`];
    const own = `try(coalesce(tostring(${item}.name)), coalesce(tostring(${item}.lookup)), tostring(${at}))`;
    const body = shapeLines(shape.items, item, `${path}.${inner(hcl(own))}`, depth + 1);
    parts.push(when(all, value, is(["list"], first), `[for ${at}, ${item} in ${all} : ${body}]`));
  }
  if (shape.keys || shape.entries) {
    const mapping = `m${depth}`;
    parts.push(when(mapping, value, is(["mapping"], first), mappingLines(shape, mapping, path, depth)));
  }
  return `[${parts.join(", ")}]`;
}

/** Of another kind, or beyond the limits of its own. */
function wrongCondition(shape: Shape, value: string, first: string): string {
  const limits: [Kind, string][] = [];
  if (shape.pattern !== undefined) limits.push(["text", `!can(regex(${text(shape.pattern)}, ${value}))`]);
  if (shape.length) limits.push(["text", `length(${value}) < ${shape.length.min}`]);
  if (shape.length && shape.length.max < Number.MAX_SAFE_INTEGER)
    limits.push(["text", `length(${value}) > ${shape.length.max}`]);
  if (shape.constant !== undefined) limits.push(["number", `${value} != ${shape.constant}`]);
  if (shape.whole) limits.push(["number", `floor(${value}) != ${value}`]);
  if (shape.range && shape.range.min > -Number.MAX_VALUE)
    limits.push(["number", `${value} < ${shape.range.min}`]);
  if (shape.range && shape.range.max < Number.MAX_VALUE)
    limits.push(["number", `${value} > ${shape.range.max}`]);
  if (shape.notEmpty) limits.push(["list", `length(${value}) == 0`]);
  const beyond = limits.map(([kind, limit]) => ` || try(${is([kind], first)} && ${limit}, false)`);
  return `!${is(shape.kinds, first)}${beyond.join("")}`;
}

function mappingLines(shape: Shape, mapping: string, path: string, depth: number): string {
  const key = `k${depth}`;
  const below = `${path}.${inner(hcl(key))}`;
  if (shape.entries) {
    const item = `x${depth}`;
    const keyLines = shapeLines(shape.entries.key, key, below, depth + 1);
    const itemLines = shapeLines(shape.entries.shape, item, below, depth + 1);
    return `[for ${key}, ${item} in ${mapping} : [${keyLines}, ${itemLines}]]`;
  }
  const keys = shape.keys ?? {};
  const names = Object.keys(keys);
  const near = hint(key, list(names)) as { hcl: string };
  const meant = hcl(`endswith(${key}, ")") ? ${text(TYPE_HINT)} : ${near.hcl}`);
  const words = { key: hcl(key), keys: names.join(", "), hint: meant };
  const stray = names.includes("on") ? `!(${key} == "true" && !can(${mapping}.on)) && ` : "";
  const unknown = `[for ${key} in keys(${mapping}) : ${line("unknown_key", below, words)} if ${stray}!contains(${list(names)}, ${key})]`;
  const inside = Object.entries(keys).flatMap(([name, { required, shape: each }]) => {
    const item = `x${depth}`;
    const at = `${path}.${name}`;
    const access = member(mapping, name);
    const lines = shapeLines(each, item, at, depth + 1);
    const given = lines === "[]" ? [] : [`[for ${item} in try([${access}], []) : ${lines}]`];
    const missing = line("missing", at, { example: each.example });
    return required ? [...given, when(`w${depth}`, mapping, `!can(${access})`, missing)] : given;
  });
  return `[${[unknown, ...inside].join(", ")}]`;
}
