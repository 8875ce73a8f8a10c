// A Trino query as DuckDB SQL: refusals, calls and casts, names of the result's columns, the default database.
import { type CallRule, type CallRules, rewriteCalls } from "../../../sql/calls.ts";
import { tableReferences } from "../../../sql/references.ts";
import { isSymbol, isWord, raw, render, SqlError, type Token } from "../../../sql/tokens.ts";
import { quoteLabels } from "./bare-labels.ts";
import { checked } from "./checked-calls.ts";
import { extracted } from "./functions/dates.ts";
import { SQL_JSON } from "./functions/sql-json/index.ts";
import { FUNCTIONS, noFunction } from "./functions.ts";
import { integerOperands, plainIntervals } from "./intervals.ts";
import { lambdaFields } from "./lambdas.ts";
import { rewriteZones } from "./literals.ts";
import { markUnnamed } from "./output-names.ts";
import { refuse } from "./refusals.ts";
import { checkSubscripts } from "./subscripts.ts";
import { relationPath, type TableName, tableName } from "./table-name.ts";
import { typeOfDerived, writesTexts } from "./typeof.ts";
import { isJson, trinoCast } from "./types.ts";
import { type Unnested, zipUnnests } from "./unnests.ts";
import { bracketValues } from "./values.ts";

/** The name by which TYPEOF goes where columns have texts that the query writes. */
const TYPEOF_DERIVED = "typeof (derived)";

const RULES: CallRules = {
  rules: new Map([
    ...[...FUNCTIONS].map(([name, rule]): [string, CallRule] => [name, checked(name, rule)]),
    [TYPEOF_DERIVED, typeOfDerived],
  ]),
  written: SQL_JSON,
  unknown: noFunction,
  worded: (name, [first = [], ...rest], sqlOf, at) => {
    const [second, third] = rest.map((part) => sqlOf(part.slice(1)));
    if (name === "extract" && second !== undefined) return extracted(first[0]?.value ?? "", second, at);
    if (name === "position" && second !== undefined) return `strpos(${second}, ${sqlOf(first)})`;
    if (name !== "substring" || second === undefined) return undefined;
    return `trino_substr(${[sqlOf(first), second, ...(third === undefined ? [] : [third])].join(", ")})`;
  },
  cast: trinoCast,
};

export interface Compiled {
  sql: string;
  /** Tables and views that the query reads. */
  tables: TableName[];
}

/**
 * Compiles a query.
 * @param database the default database, for tables named without one
 * @param alone what one value is that an UNNEST gives several names
 */
export function compileQuery(
  written: readonly Token[],
  database: string | undefined,
  alone: Unnested = "lists",
): Compiled {
  const tokens = plainIntervals(quoteLabels(written));
  refuse(tokens);
  const tables: TableName[] = [];
  const resolved: Token[] = binaryLiterals(quoteReserved(tokens));
  for (const reference of tableReferences(tokens).reverse()) {
    const at = tokens[reference.start] as Token;
    if (reference.kind === "function") {
      if (reference.parts.length === 1 && ["unnest", "lateral"].includes(reference.parts[0] as string))
        continue;
      if (reference.parts[0] === "table" && reference.parts.length === 1)
        throw new SqlError(
          "NOT_SUPPORTED",
          "TABLE(…) in FROM is not available in the local Athena: write UNNEST(sequence(…)) for a sequence",
          at.line,
          at.column,
        );
      const open = tokens.slice(reference.start).find((token) => isSymbol(token, "(")) ?? at;
      throw new SqlError("SYNTAX_ERROR", "mismatched input '('", open.line, open.column);
    }
    const name = tableName(reference.parts, database, at);
    tables.push(name);
    resolved.splice(reference.start, reference.end - reference.start, raw(relationPath(name), at));
  }
  const derived = writesTexts(tokens);
  const named = resolved.map((token) =>
    derived && isWord(token, "typeof") ? { ...token, value: TYPEOF_DERIVED } : token,
  );
  const shaped = checkSubscripts(
    zipUnnests(bracketValues(rewriteZones(markUnnamed(lambdaFields(named)))), alone),
  );
  return {
    sql: render(compareChars(refuseJson(rewriteCalls(integerOperands(wrapElements(shaped)), RULES)))),
    tables: tables.reverse(),
  };
}

/** Words that DuckDB reserves and Trino does not: names of columns there. */
const RESERVED_HERE = new Set(
  "at check collate column concurrently deferrable describe do foreign freeze initially lambda placing primary references returning show summarize symmetric asymmetric unique variadic".split(
    " ",
  ),
);

function quoteReserved(tokens: readonly Token[]): Token[] {
  return tokens.map((token, i) => {
    const next = tokens[i + 1];
    const isName = token.kind === "word" && RESERVED_HERE.has(token.value) && !isSymbol(next, "(");
    // AT TIME ZONE is no name.
    return isName && !isWord(next, "time") ? { ...token, kind: "quoted", text: `"${token.text}"` } : token;
  });
}

/** `X'00FF'`: bytes in hex. The token list keeps its length. */
function binaryLiterals(tokens: readonly Token[]): Token[] {
  return tokens.map((token, i) => {
    if (isWord(token, "x") && tokens[i + 1]?.kind === "string" && tokens[i + 1]?.gap === "")
      return raw("unhex", token);
    const prefix = tokens[i - 1];
    if (token.kind === "string" && token.gap === "" && isWord(prefix, "x"))
      return raw(`(${token.text})`, { ...token, gap: "" });
    return token;
  });
}

/** `ARRAY[1, 2] || 3`: a literal beside an array is an array of one. */
function wrapElements(tokens: readonly Token[]): Token[] {
  return tokens.map((token, i) => {
    if (token.kind !== "number" && token.kind !== "string") return token;
    const isBefore = isSymbol(tokens[i + 1], "||") && isWord(tokens[i + 2], "array");
    const isAfter = isSymbol(tokens[i - 1], "||") && isSymbol(tokens[i - 2], "]") && isArray(tokens, i - 2);
    return isBefore || isAfter ? { ...token, kind: "raw", text: `[${token.text}]` } : token;
  });
}

/** Whether the bracket at `close` ends `ARRAY[…]`. */
function isArray(tokens: readonly Token[], close: number): boolean {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (isSymbol(tokens[i], "]")) depth++;
    if (isSymbol(tokens[i], "[") && --depth === 0) return isWord(tokens[i - 1], "array");
  }
  return false;
}

const COMPARISONS = new Set(["=", "<>", "!=", "<", "<=", ">", ">="]);
const isChar = (token: Token | undefined): boolean =>
  token?.kind === "raw" && token.text.startsWith("trino_char(");

const ORDERS = new Set(["<", "<=", ">", ">=", "||"]);

/** A JSON has no order, does not join, and is no char. */
function refuseJson(tokens: readonly Token[]): readonly Token[] {
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "raw" || !isJson(token.text)) continue;
    for (const [sign, other] of [
      [tokens[i - 1], tokens[i - 2]],
      [tokens[i + 1], tokens[i + 2]],
    ]) {
      const isOrdered = sign?.kind === "symbol" && ORDERS.has(sign.value);
      const isMixed = sign?.kind === "symbol" && COMPARISONS.has(sign.value) && isChar(other);
      if (!isOrdered && !isMixed) continue;
      const code = sign.value === "||" ? "FUNCTION_NOT_FOUND" : "TYPE_MISMATCH";
      throw new SqlError(code, `Cannot apply operator: json ${sign.value}`, sign.line, sign.column);
    }
  }
  return tokens;
}

/** Blanks at the end of a char say nothing beside another text. */
function compareChars(tokens: readonly Token[]): Token[] {
  return tokens.map((token, i) => {
    const [before, after] = [tokens[i - 1], tokens[i + 1]];
    const other = [
      [before, tokens[i - 2]],
      [after, tokens[i + 2]],
    ].find(([sign]) => sign?.kind === "symbol" && COMPARISONS.has(sign.value));
    if (!other || !(isChar(token) || isChar(other[1]))) return token;
    return { ...token, text: `rtrim(${token.text}, ' ')` };
  });
}
