// The lengths of texts in CREATE TABLE AS, which DuckDB's types have not: those of casts, of literals, and of columns of
// the tables in FROM. Of other expressions none is known, and the column is as long as a VARCHAR can be.
import { tableReferences } from "../../../sql/references.ts";
import { closing, findTop, splitTop } from "../../../sql/structure.ts";
import { isName, isSymbol, isWord, type Token } from "../../../sql/tokens.ts";
import { parseType, type RedshiftType, varchar } from "../dialect/types.ts";
import { isIteration } from "../engine/iterations.ts";
import { existing, type Names } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import { type ColumnDefinition, recall } from "./table-definition.ts";

type Text = Pick<RedshiftType, "name" | "label" | "duckdb" | "length">;
interface Source {
  name: string;
  columns: readonly ColumnDefinition[] | undefined;
}

const ENDS = ["from", "where", "group", "having", "order", "limit", "offset", "qualify"];
const SETS = ["union", "intersect", "except", "minus"];
const CLAUSES = new Set(
  "join inner left right full cross natural on using where group having order limit offset qualify as".split(
    " ",
  ),
);

/** By the position of the query's columns; undefined where no length is known. */
export async function textTypes(
  query: readonly Token[],
  runtime: Runtime,
  names: Names,
): Promise<(Text | undefined)[]> {
  const select = findTop(query, ["select"]);
  if (select < 0 || findTop(query, SETS) >= 0) return [];
  let from = select + 1;
  while (isWord(query[from], "distinct", "all")) from++;
  const end = findTop(query, ENDS, from);
  const sources = end >= 0 && isWord(query[end], "from") ? await sourcesOf(query, end, runtime, names) : [];
  const types: (Text | undefined)[] = [];
  for (const item of splitTop(query.slice(from, end < 0 ? query.length : end), ",")) {
    const star = starOf(item, sources);
    if (star === "unknown") return types;
    types.push(...(star ?? [textOf(item, sources)]));
  }
  return types;
}

/** The relations of FROM, in order; those whose columns are not known as they are. */
async function sourcesOf(
  query: readonly Token[],
  at: number,
  runtime: Runtime,
  names: Names,
): Promise<Source[]> {
  const end = findTop(query, ENDS.slice(1), at + 1);
  const top = (i: number): boolean => {
    let depth = 0;
    for (let k = at; k < i; k++) depth += isSymbol(query[k], "(") ? 1 : isSymbol(query[k], ")") ? -1 : 0;
    return depth === 0;
  };
  const inFrom = tableReferences(query).filter(
    ({ start }) => start > at && (end < 0 || start < end) && top(start),
  );
  const sources: Source[] = [];
  for (const reference of inFrom) {
    const { parts, end: after, start } = reference;
    const isRelation = !isIteration(query, reference, names, runtime.session);
    const found = isRelation ? existing(parts, names, runtime.session, query[start] as Token) : undefined;
    const alias = isWord(query[after], "as") ? query[after + 1] : query[after];
    const isAlias = isName(alias) && !(alias.kind === "word" && CLAUSES.has(alias.value));
    sources.push({
      name: isAlias ? alias.value : (parts.at(-1) as string),
      columns: found && (await recall(runtime, found))?.columns,
    });
  }
  // Columns that are joined into one stand before all others.
  const isMerged = query
    .slice(at, end < 0 ? query.length : end)
    .some((token, i) => isWord(token, "using", "natural") && top(at + i));
  if (isMerged) return sources.map(({ name }) => ({ name, columns: undefined }));
  // Subqueries and names of WITH are no references: where one is, no name without a table is sure.
  const commas = splitTop(query.slice(at, end < 0 ? query.length : end), ",").length;
  const joins = query
    .slice(at, end < 0 ? query.length : end)
    .filter((t, i) => isWord(t, "join") && top(at + i));
  if (sources.length !== commas + joins.length) sources.push({ name: "", columns: undefined });
  return sources;
}

const known = (column: ColumnDefinition | undefined): Text | undefined =>
  column && ["varchar", "bpchar"].includes(column.type.name) ? column.type : undefined;

/** The columns of `*` and `t.*`. */
function starOf(
  item: readonly Token[],
  sources: readonly Source[],
): (Text | undefined)[] | "unknown" | undefined {
  if (!isSymbol(item.at(-1), "*")) return undefined;
  const named = item.length === 3 ? sources.filter(({ name }) => name === item[0]?.value) : sources;
  const isPlain = item.length === 1 || item.length === 3;
  if (!isPlain || named.length === 0 || named.some(({ columns }) => !columns)) return "unknown";
  return named.flatMap(({ columns }) => (columns ?? []).map(known));
}

function textOf(item: readonly Token[], sources: readonly Source[]): Text | undefined {
  const as = item.length > 2 && isWord(item.at(-2), "as") ? item.slice(0, -2) : item;
  const [first, dot, column] = as;
  if (as.length === 1 && first?.kind === "string")
    return varchar(Math.max(1, Buffer.byteLength(first.value)));
  if (splitTop(as, "||").length > 1) return undefined;
  const castAt = as.findLastIndex((token) => isSymbol(token, "::"));
  if (castAt > 0) return textType(as.slice(castAt + 1));
  if (isWord(first, "cast") && isSymbol(dot, "(") && closing(as, 1) === as.length - 1) {
    const type = as.findLastIndex((token) => isWord(token, "as"));
    return textType(as.slice(type + 1, -1));
  }
  if (!isName(first)) return undefined;
  if (as.length === 1 && sources.length === 1) {
    return known(sources[0]?.columns?.find(({ name }) => name === first.value));
  }
  if (as.length !== 3 || !isSymbol(dot, ".")) return undefined;
  const source = sources.find(({ name }) => name === first.value);
  return known(source?.columns?.find(({ name }) => name === column?.value));
}

function textType(tokens: readonly Token[]): Text | undefined {
  try {
    const type = parseType(tokens);
    return ["varchar", "bpchar"].includes(type.name) ? type : undefined;
  } catch {
    // More follows the cast than a type.
    return undefined;
  }
}
