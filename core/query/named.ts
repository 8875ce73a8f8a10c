// A named query of the contract with a caller's values for its parameters.
import { piecesOf } from "../contract/api/placeholders.ts";
import type { NamedQuery } from "../contract/api/schema.ts";
import { parseType } from "../contract/types.ts";
import type { Scalar } from "../contract/values.ts";
import { canonical, LONGEST_VALUE, wordsOf } from "./filter.ts";
import type { Parameter, Query } from "./select.ts";

export interface WrongParameter {
  readonly name: string;
  readonly wrong: string;
}

/** @returns the query, or what is wrong with the values: those that lack, that are too many, that are of another type */
export function namedQuery(
  { sql, parameters }: NamedQuery,
  values: Readonly<Record<string, Scalar>>,
): Query | { readonly wrong: WrongParameter[] } {
  const wrong: WrongParameter[] = Object.keys(values)
    .filter((name) => !(name in parameters))
    .map((name) => ({ name, wrong: "the query has no such parameter" }));
  const typed = new Map<string, Parameter>();
  for (const [name, declared] of Object.entries(parameters)) {
    const type = parseType(declared);
    if (!type) throw new Error(`the parameter ${name} has no type`);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const text = value === undefined ? undefined : canonical(type, value);
    if (text === undefined) wrong.push({ name, wrong: `expected ${wordsOf(type)}` });
    else if (text.length > LONGEST_VALUE)
      wrong.push({ name, wrong: `a value has ${LONGEST_VALUE} characters at most` });
    else typed.set(name, { type, text });
  }
  if (wrong.length > 0) return { wrong };
  const pieces = [""];
  const used: Parameter[] = [];
  for (const piece of piecesOf(sql)) {
    if (typeof piece === "string") pieces[pieces.length - 1] += piece;
    else {
      used.push(typed.get(piece.parameter) as Parameter);
      pieces.push("");
    }
  }
  return { pieces, parameters: used };
}
