// A regular expression that only a value of the right shape matches, as jsonencode writes it: keys in order, nothing
// between them. It judges all datasets in one step; one that does not match is looked into by shape.ts, which decides.
// So it may be stricter than the shape, never laxer.
import type { Kind, Shape } from "../shape/node.ts";

/** Characters of a JSON text; jsonencode escapes quotes, backslashes and control characters. */
const CHARACTER = '(?:[^"\\\\]|\\\\u[0-9a-f]{4}|\\\\["\\\\bfnrt/])';
const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function text(shape: Shape): string {
  if (shape.values) return `"(?:${shape.values.map(quote).join("|")})"`;
  if (shape.pattern !== undefined) return `"${shape.pattern.replace(/^\^|\$$/g, "")}"`;
  if (shape.length) return `"${CHARACTER}{${shape.length.min},${shape.length.max}}"`;
  return `"${CHARACTER}*"`;
}

function number(shape: Shape): string {
  if (!shape.range) return "-?[0-9]{1,15}(?:\\.[0-9]+)?";
  const { min, max } = shape.range;
  if (shape.whole) {
    const digits = Math.min(String(max).length - 1, 9);
    return min > 0 ? `[1-9][0-9]{0,${digits - 1}}` : `[0-9]{1,${digits}}`;
  }
  return min === 0 && max === 1 ? "(?:0(?:\\.[0-9]+)?|1)" : NEVER;
}

/** Matches nothing. */
const NEVER = "[^\\x00-\\x{10FFFF}]";

/** Every member is followed by a comma or by the brace that ends the mapping. */
function mapping(keys: NonNullable<Shape["keys"]>): string {
  const members = Object.entries(keys)
    .map(([key, { required, shape }]) => {
      // The key `on` is true by the time yamldecode has read it unquoted.
      const name = key === "on" ? "(?:on|true)" : quote(key);
      const member = `"${name}":${form(shape)}[,}]`;
      return { key, member: `${SEAM}${required ? member : `(?:${member})?`}` };
    })
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const all = members.map(({ member }) => member).join("");
  const empty = Object.values(keys).every(({ required }) => !required);
  return empty ? `\\{(?:\\}|${all})` : `\\{${all}`;
}

/** RE2, to be anchored at both ends, in pieces to be joined: one for each key that a mapping may have. */
export const patternPieces = (shape: Shape): string[] => form(shape).split(SEAM);

/** Where a pattern may be taken apart: no pattern holds it. */
const SEAM = "\0";

function form(shape: Shape): string {
  const forms = shape.kinds.map((kind) => FORMS[kind](shape));
  return forms.length === 0 ? NEVER : `(?:${forms.join("|")})`;
}

function list(shape: Shape): string {
  const item = shape.items ? form(shape.items) : NEVER;
  return shape.notEmpty ? `\\[${item}(?:,${item})*\\]` : `\\[(?:${item}(?:,${item})*)?\\]`;
}

const FORMS: Readonly<Record<Kind, (shape: Shape) => string>> = {
  text,
  number,
  boolean: () => "(?:true|false)",
  list,
  mapping: (shape) => (shape.keys ? mapping(shape.keys) : NEVER),
};
