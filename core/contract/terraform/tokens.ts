// rules/tokens.ts as Terraform expressions.
import { ALPHABET_CLASSES, FF1_TYPES } from "../ff1.ts";
import { METHOD_KEYS } from "../rules/tokens.ts";
import { found, hcl, inner, line, list, text } from "./hcl.ts";
import type { ColumnRule } from "./named.ts";
import { unknownOf } from "./scope.ts";

const SAYS = hcl(`try("says tokenize: \${tostring(c.tokenize)}", "is not tokenized")`);
const METHOD = 'try(c.tokenize, "")';
const at = (key: string): string => `.${key}`;

function ofMethods(): ColumnRule[] {
  return Object.entries(METHOD_KEYS).map(([key, { of, methods, instead }]) => {
    const said = line("other_method", at(key), { key, methods, says: SAYS, instead });
    return {
      name: `${key}_method`,
      about: `A column says ${key} only where it is tokenized by a method that has one.`,
      lines: `[for same in [1] : ${said} if contains(keys(c), ${text(key)}) && !contains(${list(of)}, ${METHOD})]`,
    };
  });
}

const CLASSES = `{ ${Object.entries(ALPHABET_CLASSES)
  .map(([name, characters]) => `${name} = ${text(`[${characters}]`)}`)
  .join(", ")} }`;

const ARTICLE = hcl('contains(["a", "e", "i", "o", "u"], substr(c.type, 0, 1)) ? "an" : "a"');
const wrongType = line("ff1_type", at("tokenize"), { type: hcl("c.type"), article: ARTICLE });
const kept = line("kept_symbol", `${at("ff1")}.${inner("keep")}`, {
  found: found("c.ff1.keep"),
  alphabet: hcl("alphabet"),
});

export const TOKEN_RULES: readonly ColumnRule[] = [
  ...ofMethods(),
  {
    name: "ff1",
    about: "What is tokenized by ff1 is of a type that it takes, and keeps no symbol of its own alphabet.",
    lines: `[for c in [c] : [
      [for same in [1] : ${wrongType} if !contains(${list(FF1_TYPES)}, c.type) && length(${unknownOf("[c]")}) == 0],
      [for alphabet in [try(c.ff1.alphabet, "digits")] : ${kept} if can(regex(${CLASSES}[alphabet], c.ff1.keep))]
    ] if ${METHOD} == "ff1"]`,
  },
];
