// Named parameters: each :name becomes its value as a literal of unknown type, which takes the type of its place, as in
// Redshift. Values never become SQL: a token is a string or a number, whatever it holds.
import { ApiError } from "../../../gateway/aws-json.ts";
import { isSymbol, isWord, literal, raw, type Token } from "../../../sql/tokens.ts";

export interface Parameter {
  name: string;
  value: string;
}

const ARITHMETIC = new Set(["+", "-", "*", "/", "%"]);
const NUMBER = /^-?\d+(\.\d+)?$/;

/** The names that a statement's tokens use. */
export function usedNames(tokens: readonly Token[]): string[] {
  return tokens.filter((token) => token.kind === "parameter").map((token) => token.value);
}

export function checkParameters(
  statements: readonly (readonly Token[])[],
  parameters: readonly Parameter[],
): void {
  const used = new Set(statements.flatMap(usedNames));
  const names = new Set<string>();
  for (const { name, value } of parameters) {
    if (names.has(name))
      throw new ApiError("ValidationException", `Parameters list contains the name ${name} twice.`);
    names.add(name);
    if (value === "" || value === undefined) {
      throw new ApiError(
        "ValidationException",
        "Parameter values must have length greater than or equal to 1.",
      );
    }
  }
  const unused = [...names].filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw new ApiError(
      "ValidationException",
      `Parameters list contains unused parameters. Unused parameters: [${unused.join(", ")}]`,
    );
  }
  const missing = [...used].filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new ApiError("ValidationException", `Cannot find parameter: ${missing.join(", ")}`);
  }
}

export function bind(tokens: readonly Token[], parameters: readonly Parameter[]): Token[] {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  return tokens.map((token, i) => {
    if (token.kind !== "parameter") return token;
    const value = values.get(token.value) ?? "";
    const beside = [tokens[i - 1], tokens[i + 1]].some(
      (t) => t?.kind === "symbol" && ARITHMETIC.has(t.value),
    );
    const counts = isWord(tokens[i - 1], "limit", "offset");
    const cast = isSymbol(tokens[i + 1], "::");
    if ((beside || counts) && !cast && NUMBER.test(value))
      return raw(value.startsWith("-") ? `(${value})` : value, token);
    return { ...token, kind: "string", text: literal(value), value };
  });
}
