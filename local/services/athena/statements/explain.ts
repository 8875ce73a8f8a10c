// EXPLAIN of a query, and EXPLAIN (TYPE VALIDATE): it is checked as if it ran, and a plan is the local engine's, which says so.
import { planLines } from "../../../sql/plan.ts";
import { closing, splitTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { selectByTrino } from "../real-trino/select.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";

/** What may stand in the brackets here; Athena has formats for machines, and the type IO, besides. */
const TYPES = new Set(["type logical", "type distributed", "type validate", "format text"]);

const lacking = (what: string, at: Token | undefined): SqlError =>
  new SqlError("NOT_SUPPORTED", `EXPLAIN ${what} is not available in the local Athena`, at?.line, at?.column);

/** The options, in lower case, and the query. */
function read(tokens: readonly Token[]): { options: string[]; query: readonly Token[] } {
  const [, next] = tokens;
  if (isWord(next, "analyze")) throw lacking("ANALYZE", next);
  const hasOptions = isSymbol(next, "(") && isWord(tokens[2], "type", "format");
  const end = hasOptions ? closing(tokens, 1) : 0;
  const options = splitTop(hasOptions ? tokens.slice(2, end) : [], ",").map((option) =>
    option.map(({ value }) => value.toLowerCase()).join(" "),
  );
  for (const option of options) if (!TYPES.has(option)) throw lacking(`(${option.toUpperCase()})`, next);
  const query = tokens.slice(end + 1);
  const [first] = query;
  if (!first) throw new SqlError("SYNTAX_ERROR", "mismatched input '<EOF>'. Expecting: <query>");
  if (!isWord(first, "select", "with", "values") && !isSymbol(first, "("))
    throw lacking(`of ${first.text.toUpperCase()}`, first);
  return { options, query };
}

async function run(context: StatementContext): Promise<StatementResult> {
  const { environment, trino, tokens, database } = context;
  if (trino) return selectByTrino(trino, context);
  const { options, query } = read(tokens);
  const { sql } = await environment.prepare(query, database);
  await environment.columns(sql);
  if (options.includes("type validate")) return { kind: "text", columns: ["Valid"], rows: [["true"]] };
  const lines = await planLines(environment.connection, sql, "Athena");
  return { kind: "text", columns: ["Query Plan"], rows: lines.map((line) => [line]) };
}

export const explain: Statement = { kind: "UTILITY", type: "EXPLAIN", run };
