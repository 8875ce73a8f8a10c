// What EXPLAIN shows: the operators by which DuckDB would run a query, the tables that they read, and the rows that it expects.
import type { DuckDBConnection } from "@duckdb/node-api";

interface Operator {
  name: string;
  children: readonly Operator[];
  extra_info: Readonly<Record<string, string | readonly string[]>>;
}

/** What says nothing of the query: a choice of columns. */
const PASSED_OVER = new Set(["PROJECTION"]);

/** `HASH_JOIN` is `Hash Join`. */
const titleOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll("_", " ")
    .replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

function lineOf({ name, extra_info: told }: Operator): string {
  const table = typeof told.Table === "string" ? ` on ${told.Table.split(".").slice(-2).join(".")}` : "";
  const join = typeof told["Join Type"] === "string" ? `${titleOf(told["Join Type"])} ` : "";
  const rows = told["Estimated Cardinality"];
  return `${join}${titleOf(name)}${table}${rows === undefined ? "" : `  (rows=${rows})`}`;
}

function drawn(operator: Operator, depth: number): string[] {
  const isShown = !PASSED_OVER.has(operator.name.trim());
  const own = isShown ? [`${"  ".repeat(depth)}->  ${lineOf(operator)}`] : [];
  return [...own, ...operator.children.flatMap((child) => drawn(child, isShown ? depth + 1 : depth))];
}

/**
 * The plan of a query, line by line. The query is bound and not run.
 * @param engine whose plan it is not, such as Redshift
 */
export async function planLines(
  connection: DuckDBConnection,
  sql: string,
  engine: string,
): Promise<string[]> {
  const reader = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
  const plans = JSON.parse(String(reader.getRowsJson()[0]?.[1])) as Operator[];
  return [
    `The local engine's plan; ${engine} has another for the same query.`,
    ...plans.flatMap((plan) => drawn(plan, 0)),
  ];
}
