// Marks resolved: each computation of a query is written for the types of its operands, which DuckDB is asked for. It has
// no function that tells types when a query is bound, but it names them where it finds no function for them. So each mark
// is first written as a call that cannot be: of its operands, and of a struct whose field is the name of the mark.
//
// An example: `select sum(a / 2) as x from t`, where `a` is an integer. Its two marks are the quotient and, around it, the
// sum. As isfinite() has no such operands, DuckDB refuses
//     select isfinite(any_value(isfinite(a, 2, CAST(NULL AS STRUCT(mark_20… INTEGER)))), CAST(NULL AS STRUCT(mark_03… INTEGER))) …
// and says of the innermost call that it has no 'isfinite(INTEGER, INTEGER_LITERAL, STRUCT(mark_20… INTEGER))'. Now the
// quotient is known to be one of integers, and an integer; so the sum is one of an integer, and a bigint. Were it not for
// that, DuckDB would be asked again. It takes
//     select CAST(random() AS BIGINT) as x from t
// in which the computation is but some value of its type, since that binds sooner. What is resolved is
//     select CAST(sum((divide(a, CAST(2 AS INTEGER)))) AS BIGINT) as x from t
import type { DuckDBConnection } from "@duckdb/node-api";
import { SqlError } from "../../../sql/tokens.ts";
import { aggregateSql, aggregateType } from "../dialect/aggregates.ts";
import { OVERLOADS } from "../dialect/macros.ts";
import { isMarked, type Mark, type Piece, readMarks } from "../dialect/marks.ts";
import { compute, literalType, nameOf, numericType, type Operand, unblanked } from "../dialect/numeric.ts";
import { superComputation } from "../dialect/super-macros.ts";

/** How computations whose operands are known are written: as values of their types, which bind sooner, or as they are. */
type How = "types" | "whole";

/**
 * The SQL with its marks resolved, which DuckDB can run.
 *
 * @param head what stands before the SQL where it is no statement by itself, such as SELECT before an expression
 */
export async function resolveMarks(connection: DuckDBConnection, sql: string, head = ""): Promise<string> {
  if (!isMarked(sql)) return sql;
  const pieces = readMarks(sql);
  const types = new Types();
  const bind = async (how: How): Promise<{ fault?: unknown; learnt: boolean }> => {
    try {
      const text = head + types.write(pieces, how);
      (await connection.prepare(await OVERLOADS.resolve(connection, text, undefined, REFUSED))).destroySync();
      return { learnt: false };
    } catch (fault) {
      return { fault, learnt: types.learn(fault as Error) };
    }
  };
  for (;;) {
    let bound = await bind("types");
    // A constant cannot stand for every computation: not for one that makes a query an aggregate.
    if (bound.fault && !bound.learnt) bound = await bind("whole");
    // What DuckDB did not look at, such as a WITH clause that nothing reads, has no types and needs none.
    if (!bound.fault) return types.resolved(pieces);
    if (!bound.learnt) throw bound.fault;
  }
}

const REFUSED = /'isfinite\((.*), STRUCT\(mark_([0-9a-f]+) INTEGER\)\)'/s;

class Types {
  /** The marks that were asked for, by their names. */
  readonly #asked = new Map<string, Mark>();
  /** Types of operands, by the marks' names. */
  readonly #known = new Map<string, string[]>();
  /** Types of operands without marks, by where they stand. */
  readonly #texts = new Map<string, string>();

  /** Takes the types that an error tells; false where it is about something else. */
  learn({ message }: Error): boolean {
    const [, told, id = ""] = REFUSED.exec(message) ?? [];
    const mark = this.#asked.get(id);
    if (told === undefined || !mark || this.#known.has(id)) return false;
    const types = list(told);
    this.#known.set(id, types);
    for (const [i, type] of types.entries()) {
      const key = textKey(mark, mark.operands[i] ?? []);
      if (key !== undefined) this.#texts.set(key, type);
    }
    return true;
  }

  write(pieces: readonly Piece[], how: How): string {
    return written(pieces, (mark) => {
      const operands = mark.operands.map((operand) => this.write(operand, how).trim());
      const types = this.#typesOf(mark);
      if (!types) return this.#question(mark, operands);
      const { sql, type } = computed(mark.what, operands, types);
      return how === "types" && type ? anyOf(nameOf(type)) : sql;
    });
  }

  resolved(pieces: readonly Piece[]): string {
    return written(pieces, (mark) => {
      const operands = mark.operands.map((operand) => this.resolved(operand).trim());
      return computed(mark.what, operands, this.#typesOf(mark) ?? []).sql;
    });
  }

  #question(mark: Mark, operands: readonly string[]): string {
    this.#asked.set(mark.id, mark);
    const name = `CAST(NULL AS STRUCT(mark_${mark.id} INTEGER))`;
    const aggregate = aggregateOf(mark.what, operands);
    if (!aggregate) return `isfinite(${[...operands, name].join(", ")})`;
    return `isfinite(any_value(${aggregate.argument})${aggregate.over ? ` ${aggregate.over}` : ""}, ${name})`;
  }

  /** The types of a mark's operands, where they were told or follow from what was. */
  #typesOf(mark: Mark): string[] | undefined {
    const known = this.#known.get(mark.id);
    if (known) return known;
    const operands = aggregateOf(mark.what, []) ? mark.operands.slice(0, 1) : mark.operands;
    const types: string[] = [];
    for (const operand of operands) {
      const type = this.#typeOf(mark, operand);
      if (type === undefined) return undefined;
      types.push(type);
    }
    this.#known.set(mark.id, types);
    return types;
  }

  #typeOf(mark: Mark, operand: readonly Piece[]): string | undefined {
    const inner = operand.filter((piece) => typeof piece !== "string" || piece.trim() !== "");
    const [only] = inner;
    if (inner.length === 1 && typeof only === "object") {
      const types = this.#typesOf(only);
      if (!types) return undefined;
      const { type, other } = computed(
        only.what,
        only.operands.map(() => "x"),
        types,
      );
      return type ? nameOf(type) : other;
    }
    const key = textKey(mark, operand);
    if (key === undefined) return undefined;
    const literal = literalType(operand.join(""));
    return literal ? nameOf(literal) : this.#texts.get(key);
  }
}

/** Any value of a type; DuckDB takes a call of a null that it knows when it binds for one of no type. */
const anyOf = (type: string): string => `CAST(random() AS ${type})`;

const written = (pieces: readonly Piece[], write: (mark: Mark) => string): string =>
  pieces.map((piece) => (typeof piece === "string" ? piece : write(piece))).join("");

const textKey = ({ scope }: Mark, operand: readonly Piece[]): string | undefined =>
  operand.every((piece) => typeof piece === "string") ? `${scope} ${operand.join("").trim()}` : undefined;

/** `sum`, `avg distinct`: the argument, and the OVER clause. */
function aggregateOf(what: string, [argument = "", over = ""]: readonly string[]) {
  const [name, distinct] = what.split(" ");
  if (name !== "sum" && name !== "avg") return undefined;
  return { name, distinct: distinct !== undefined, argument, over } as const;
}

function computed(what: string, operands: readonly string[], types: readonly string[]): Operand {
  const aggregate = aggregateOf(what, operands);
  if (aggregate) {
    if (types[0] === "BOOLEAN")
      throw new SqlError("ERROR", `function ${aggregate.name}(boolean) does not exist`);
    const type = numericType(types[0] ?? "", "");
    return { sql: aggregateSql(aggregate, type), type: aggregateType(aggregate.name, type) };
  }
  const stack: Operand[] = [];
  const pop = (): Operand => stack.pop() as Operand;
  for (const word of what.split(" ")) {
    if (word === "neg") {
      const { sql, type, other } = pop();
      stack.push(
        other === "JSON"
          ? { sql: superComputation("-", { sql: "0" }, { sql, other }), type, other }
          : { sql: `(-${sql})`, type },
      );
    } else if (word === "text") {
      const operand = pop();
      stack.push(
        operand.other === "JSON"
          ? { sql: `rs_super_text(${operand.sql})`, type: undefined, other: "VARCHAR" }
          : operand,
      );
    } else if (word === "blank") {
      const operand = pop();
      stack.push({ ...operand, sql: unblanked(operand) });
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
  return pop();
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
