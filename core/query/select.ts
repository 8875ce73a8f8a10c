// A question about rows as SQL with parameters. Names come from the contract, values go beside the text: nothing that a
// caller sends is a part of it.
import type { ColumnType } from "../contract/types.ts";
import { COMPARISONS, type Condition } from "./filter.ts";

export interface Ordering {
  readonly column: string;
  readonly descending: boolean;
}

export interface Select {
  /** `database.table` or `schema.table`, each part a name. */
  readonly from: readonly string[];
  readonly columns: readonly string[];
  readonly where: readonly Condition[];
  readonly order: readonly Ordering[];
  /** All rows where absent. */
  readonly limit?: number;
}

/** A value of a parameter, with the type that it is of. */
export interface Parameter {
  readonly type: ColumnType;
  /** Canonical. */
  readonly text: string;
}

export interface Query {
  /** Pieces of SQL, with the parameters between them: there is one piece more than there are parameters. */
  readonly pieces: readonly string[];
  readonly parameters: readonly Parameter[];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

class Writer {
  readonly #pieces = [""];
  readonly #parameters: Parameter[] = [];

  sql(text: string): this {
    this.#pieces[this.#pieces.length - 1] += text;
    return this;
  }

  value(type: ColumnType, text: string): this {
    this.#parameters.push({ type, text });
    this.#pieces.push("");
    return this;
  }

  query(): Query {
    return { pieces: this.#pieces, parameters: this.#parameters };
  }
}

export function selectQuery({ from, columns, where, order, limit }: Select): Query {
  const writer = new Writer();
  writer.sql(`SELECT ${columns.map(quoted).join(", ")} FROM ${from.map(quoted).join(".")}`);
  for (const [at, condition] of where.entries()) {
    writer.sql(at === 0 ? " WHERE " : " AND ");
    writeCondition(writer, condition);
  }
  const ordering = order.map(
    ({ column, descending }) => `${quoted(column)}${descending ? " DESC" : ""} NULLS LAST`,
  );
  if (ordering.length > 0) writer.sql(` ORDER BY ${ordering.join(", ")}`);
  if (limit !== undefined) writer.sql(` LIMIT ${limit}`);
  return writer.query();
}

function writeCondition(writer: Writer, { column, type, operator, values }: Condition): void {
  const name = quoted(column);
  const [value = ""] = values;
  switch (operator) {
    case "is_null":
      writer.sql(`${name} IS NULL`);
      return;
    case "not_null":
      writer.sql(`${name} IS NOT NULL`);
      return;
    case "in":
      writer.sql(`${name} IN (`);
      for (const [at, one] of values.entries()) {
        if (at > 0) writer.sql(", ");
        writer.value(type, one);
      }
      writer.sql(")");
      return;
    case "starts_with":
      // No pattern: % and _ in the value are themselves.
      writer.sql(`substr(${name}, 1, ${[...value].length}) = `).value(type, value);
      return;
    default:
      writer.sql(`${name} ${COMPARISONS[operator]} `).value(type, value);
  }
}
