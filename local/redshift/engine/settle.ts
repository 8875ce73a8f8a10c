// Computations settled: DuckDB is asked for the types of their operands, and each is written for those. DuckDB has no
// function that tells types when a query is bound, but it names them where it finds no function for them: so each mark is
// first a call that cannot be, of operands and of a struct whose field is the mark's name, innermost first.
import type { DuckDBConnection } from "@duckdb/node-api";
import { aggregateSql } from "../dialect/aggregates.ts";
import { isMarked, type Mark, type Piece, readMarks } from "../dialect/marks.ts";
import { compute, literalType, nameOf, numericType, type Operand } from "../dialect/numeric.ts";

const REFUSED = /'isfinite\((.*), STRUCT\(mark_([0-9a-f]+) INTEGER\)\)'/s;

/** @param head what stands before the SQL where it is no statement by itself, such as SELECT before an expression */
export async function settle(connection: DuckDBConnection, sql: string, head = ""): Promise<string> {
  if (!isMarked(sql)) return sql;
  const pieces = readMarks(sql);
  const known = new Map<string, string[]>();
  for (;;) {
    const fault = await bind(connection, head + written(pieces, (mark) => probed(mark, known)));
    // What DuckDB did not look at, such as a WITH clause that nothing reads, has no types and needs none.
    if (!fault) return written(pieces, (mark) => finished(mark, known));
    const [, types, id] = REFUSED.exec(fault.message) ?? [];
    if (types === undefined || id === undefined || known.has(id)) throw fault;
    known.set(id, list(types));
  }
}

async function bind(connection: DuckDBConnection, sql: string): Promise<Error | undefined> {
  try {
    (await connection.prepare(sql)).destroySync();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

type Writer = (mark: Mark) => string;

const written = (pieces: readonly Piece[], write: Writer): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : write(piece))).join("");

function probed(mark: Mark, known: ReadonlyMap<string, string[]>): string {
  const write = (inner: Mark): string => probed(inner, known);
  const operands = mark.operands.map((pieces) => written(pieces, write).trim());
  const types = known.get(mark.id) ?? literals(operands);
  if (types) return computed(mark.what, operands, types);
  const probe = `CAST(NULL AS STRUCT(mark_${mark.id} INTEGER))`;
  const aggregate = aggregateOf(mark.what, operands);
  if (!aggregate) return `isfinite(${[...operands, probe].join(", ")})`;
  const value = `any_value(${aggregate.argument})${aggregate.over ? ` ${aggregate.over}` : ""}`;
  return `isfinite(${value}, ${probe})`;
}

function finished(mark: Mark, known: ReadonlyMap<string, string[]>): string {
  const write = (inner: Mark): string => finished(inner, known);
  const operands = mark.operands.map((pieces) => written(pieces, write).trim());
  return computed(mark.what, operands, known.get(mark.id) ?? literals(operands) ?? []);
}

/** The types of operands that are numbers, each as written. */
function literals(operands: readonly string[]): string[] | undefined {
  const types = operands.map(literalType);
  return types.some((type) => type === undefined)
    ? undefined
    : types.map((type) => (type ? nameOf(type) : ""));
}

/** `sum`, `avg distinct`: the argument, and the OVER clause. */
function aggregateOf(what: string, [argument = "", over = ""]: readonly string[]) {
  const [name, distinct] = what.split(" ");
  if (name !== "sum" && name !== "avg") return undefined;
  return { name, distinct: distinct !== undefined, argument, over } as const;
}

function computed(what: string, operands: readonly string[], types: readonly string[]): string {
  const aggregate = aggregateOf(what, operands);
  if (aggregate) return aggregateSql(aggregate, numericType(types[0] ?? "", ""));
  const stack: Operand[] = [];
  const pop = (): Operand => stack.pop() as Operand;
  for (const word of what.split(" ")) {
    if (word === "neg") {
      const { sql, type } = pop();
      stack.push({ sql: `(-${sql})`, type });
    } else if (word === "()") {
      const operand = pop();
      stack.push(operand.type ? operand : { ...operand, sql: `(${operand.sql})` });
    } else if (/^\d+$/.test(word)) {
      const sql = operands[Number(word)] as string;
      const other = types[Number(word)] ?? "";
      stack.push({ sql, type: numericType(other, sql), other });
    } else {
      const right = pop();
      stack.push(compute(word, pop(), right));
    }
  }
  return pop().sql;
}

/** DuckDB's list of types, cut at its own commas. */
function list(types: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of types) {
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (char === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim());
}
