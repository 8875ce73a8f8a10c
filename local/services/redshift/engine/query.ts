// A Redshift query as DuckDB SQL: every relation it names resolved (tables, views, external tables, system views), then
// its words, patterns, calls and casts rewritten.
import { type CallRules, rewriteCalls } from "../../../sql/calls.ts";
import { checkCorrelations } from "../../../sql/correlations.ts";
import { tableReferences } from "../../../sql/references.ts";
import { type ResultColumn, resultColumns } from "../../../sql/results.ts";
import {
  identifier,
  isName,
  isSymbol,
  isWord,
  raw,
  render,
  SqlError,
  type Token,
} from "../../../sql/tokens.ts";
import { markArithmetic } from "../dialect/arithmetic/index.ts";
import { newScope } from "../dialect/arithmetic/scope.ts";
import { CORRELATIONS } from "../dialect/correlations.ts";
import { extracted } from "../dialect/dates.ts";
import { FUNCTIONS, noFunction } from "../dialect/functions.ts";
import { rewriteKeywords } from "../dialect/keywords.ts";
import { readSql } from "../dialect/lexicon.ts";
import { OVERLOADS } from "../dialect/macros.ts";
import { AS_TEXT } from "../dialect/marks.ts";
import { nameColumns } from "../dialect/output-names.ts";
import { rewritePatterns } from "../dialect/patterns.ts";
import { rewritePivots } from "../dialect/pivot.ts";
import { refuse } from "../dialect/refusals.ts";
import { redshiftCast } from "../dialect/types.ts";
import { hasBlanks } from "./blanks-in-tables.ts";
import { asCompared } from "./compared/index.ts";
import type { HasBlanks } from "./compared/query.ts";
import { externalView } from "./external.ts";
import { aliasAt, isIteration, iteration } from "./iterations.ts";
import { isLateBindingColumns, lateBindingColumns } from "./late-binding.ts";
import { existing, loadNames, type Names, type View, withoutDatabase } from "./names.ts";
import { resolveMarks } from "./resolve-marks.ts";
import type { Runtime } from "./runtime.ts";
import { maybeSystemName, systemView } from "./system-views.ts";
import { sqlName } from "./table-name.ts";

const MAX_VIEW_DEPTH = 30;

/** `extract(part FROM x)`, `substring(x FROM n FOR m)`, `position(part IN x)`. */
const wordedCall: NonNullable<CallRules["worded"]> = (name, [first = [], ...rest], sqlOf, at) => {
  const [second, third] = rest.map((part) => sqlOf(part.slice(1)));
  if (name === "extract")
    return extracted(first.length === 1 ? (first[0]?.value ?? "") : "", second ?? "", at);
  if (name === "position") return `CAST(strpos(${AS_TEXT}(${second}), ${sqlOf(first)}) AS INTEGER)`;
  if (name !== "substring") return undefined;
  return `rs_substr(${[`${AS_TEXT}(${sqlOf(first)})`, second, ...(third === undefined ? [] : [third])].join(", ")})`;
};

/**
 * Rewrites an expression or a whole query whose relations are resolved already. Computations are marked in what it gives:
 * `resolveMarks` it before DuckDB runs it.
 */
export function rewriteSql(tokens: readonly Token[], runtime: Runtime): string {
  const rules: CallRules = {
    rules: runtime.calls.size > 0 ? new Map([...FUNCTIONS, ...runtime.calls]) : FUNCTIONS,
    unknown: noFunction,
    worded: wordedCall,
    cast: redshiftCast,
  };
  const worded = rewriteKeywords(tokens, { user: runtime.session.user });
  const { hasSuper, hasFraction } = runtime.session.database;
  const dynamic =
    hasSuper || tokens.some(isSuperWord) || (hasConcat(tokens) && (hasFraction || tokens.some(isFraction)));
  const patterned = rewritePivots(rewritePatterns(worded));
  const sql = render(rewriteCalls(markArithmetic(patterned, dynamic, newScope(patterned)), rules)).trim();
  return sql.replaceAll(AS_TEXT, dynamic ? "rs_str" : "");
}

/** Words by which a statement makes SUPERs of its own. */
const isSuperWord = (token: Token): boolean =>
  isWord(token, "json_parse", "super", "array", "object", "split_to_array", "array_concat", "subarray");

const hasConcat = (tokens: readonly Token[]): boolean => tokens.some((token) => isSymbol(token, "||"));
/** `.5`, or a cast to a decimal that may be all fraction. */
const isFraction = (token: Token): boolean =>
  (token.kind === "number" && token.text.startsWith(".")) || isWord(token, "decimal", "numeric");

/** Compiles a query; `names` is what existed when the statement began. */
export async function compileQuery(
  tokens: readonly Token[],
  runtime: Runtime,
  names?: Names,
  depth = 0,
): Promise<string> {
  refuse(tokens);
  const known = names ?? (await loadNames(runtime.session));
  const resolved = await resolve(nameColumns(tokens), runtime, known, depth);
  const sql = rewriteSql(resolved, runtime);
  // The marks of a view are resolved with the query that reads it.
  if (depth > 0) return sql;
  const { connection } = runtime.session;
  const typed = await OVERLOADS.resolve(connection, await resolveMarks(connection, sql));
  await checkCorrelations(connection, typed, CORRELATIONS);
  const hasSuper = runtime.session.database.hasSuper || tokens.some(isSuperWord);
  const blanks: HasBlanks = (schema, table, column) => hasBlanks(runtime.session, schema, table, column);
  const compared = await asCompared(connection, typed, blanks, hasSuper);
  // A key is an aggregate by now where it is shown.
  return compared === typed ? typed : OVERLOADS.resolve(connection, compared);
}

/** Puts what stands for each relation into its place. */
export async function resolve(
  tokens: readonly Token[],
  runtime: Runtime,
  names: Names,
  depth = 0,
): Promise<Token[]> {
  const { session } = runtime;
  const output = [...tokens];
  const references = tableReferences(tokens);
  const replaced = new Set<string>();
  for (const reference of references.toReversed()) {
    const at = tokens[reference.start] as Token;
    if (reference.kind === "function" && isLateBindingColumns(reference.parts)) {
      const describe = async ({ definition }: View): Promise<ResultColumn[]> =>
        resultColumns(runtime.session.connection, await compileQuery(readSql(definition), runtime, names));
      const { sql, end } = await lateBindingColumns(tokens, reference.end, names, describe);
      output.splice(reference.start, end - reference.start, raw(sql, at));
      continue;
    }
    if (reference.kind === "function") throw noFunction(reference.parts.join("."), at);
    if (reference.written) continue;
    if (isIteration(tokens, reference, names, session)) {
      const { sql, end } = iteration(tokens, reference.start);
      output.splice(reference.start, end - reference.start, raw(sql, at));
      continue;
    }
    const parts = withoutDatabase(reference.parts, runtime.session, at);
    const sql = await relationSql(parts, runtime, names, at, depth);
    const name = parts.at(-1) as string;
    const aliased = aliasAt(tokens, reference.end) !== undefined;
    if (sql.replaced && parts.length > 1) replaced.add(parts.join("."));
    const text = sql.replaced && !aliased ? `${sql.text} AS ${identifier(name)}` : sql.text;
    output.splice(reference.start, reference.end - reference.start, raw(text, at));
  }
  return replaced.size > 0 ? shortenColumns(output, replaced) : output;
}

async function relationSql(
  parts: string[],
  runtime: Runtime,
  names: Names,
  at: Token,
  depth: number,
): Promise<{ text: string; replaced: boolean }> {
  const found = existing(parts, names, runtime.session, at);
  if (found) {
    // A view reads with its owner's rights.
    if (depth === 0) names.rights.relation(found, "select", at);
    const view = names.views.get(`${found.schema}.${found.name}`);
    if (!view) {
      runtime.session.read(found);
      return { text: sqlName(found), replaced: false };
    }
    return { text: await viewSql(view, runtime, names, at, depth), replaced: true };
  }
  const [first, second] = parts;
  if (second !== undefined && names.external.has(first as string)) {
    const schema = names.external.get(first as string);
    if (depth === 0) names.rights.schema(first as string, "usage", at);
    if (schema) return { text: await externalView(schema, second, runtime, at), replaced: true };
  }
  const system = await systemView(parts, runtime, names);
  if (system) return { text: `(${system})`, replaced: true };
  if (maybeSystemName(parts)) {
    const words = `${parts.join(".")} is not available in the local Redshift`;
    throw new SqlError("ERROR", words, at.line, at.column);
  }
  if (second !== undefined && !names.schemas.has(first as string)) {
    throw new SqlError("ERROR", `schema "${first}" does not exist`, at.line, at.column);
  }
  throw new SqlError("ERROR", `relation "${parts.join(".")}" does not exist`, at.line, at.column);
}

async function viewSql(
  view: View,
  runtime: Runtime,
  names: Names,
  at: Token,
  depth: number,
): Promise<string> {
  if (depth > MAX_VIEW_DEPTH) {
    throw new SqlError(
      "ERROR",
      `views nest deeper than ${MAX_VIEW_DEPTH} at "${view.name}"`,
      at.line,
      at.column,
    );
  }
  const sql = await compileQuery(readSql(view.definition), runtime, names, depth + 1);
  if (view.columns.length === 0) return `(${sql})`;
  return `(SELECT * FROM (${sql}) AS "__view"(${view.columns.map(identifier).join(", ")}))`;
}

/** `schema.table.column` of relations that were replaced is `table.column`. */
function shortenColumns(tokens: readonly Token[], replaced: ReadonlySet<string>): Token[] {
  const output: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [a, dot, b, dot2] = tokens.slice(i, i + 4);
    const isPath =
      isName(a) && isSymbol(dot, ".") && isName(b) && isSymbol(dot2, ".") && !isSymbol(tokens[i - 1], ".");
    if (isPath && replaced.has(`${a.value}.${b.value}`)) {
      output.push({ ...b, gap: a.gap });
      i += 2;
    } else {
      output.push(tokens[i] as Token);
    }
  }
  return output;
}
