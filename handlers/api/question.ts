// A question about rows, as a caller asks it, as a query: its columns and conditions are judged by the relation's own.
import { Problem, type RequestError } from "../../core/api/problems.ts";
import type { ColumnType } from "../../core/contract/types.ts";
import { type Condition, readCondition } from "../../core/query/filter.ts";
import { impliedConditions } from "../../core/query/partitions.ts";
import type { Query } from "../../core/query/select.ts";
import { type Ordering, selectQuery } from "../../core/query/select.ts";
import type { Relation } from "./relation.ts";

export interface Question {
  readonly select?: string | undefined;
  readonly where?: readonly string[] | undefined;
  readonly order?: string | undefined;
}

/**
 * @param limit rows at most; all where absent
 * @param part of the request that the question is, for errors
 * @throws Problem invalid_request
 */
export function questionQuery(
  { from, columns, partitionBy }: Relation,
  question: Question,
  { limit, part = "query" }: { limit?: number; part?: "query" | "body" } = {},
): Query {
  const errors: RequestError[] = [];
  const wrong = (parameter: string, detail: string) =>
    errors.push({ in: part, pointer: `/${parameter}`, detail });
  const named = (names: string[], parameter: string): string[] => {
    for (const name of names) if (!columns.has(name)) wrong(parameter, `there is no column ${name}`);
    if (new Set(names).size < names.length) wrong(parameter, "a column is named twice");
    return names;
  };
  const select = question.select ? named(question.select.split(","), "select") : [...columns.keys()];
  const order = (question.order?.split(",") ?? []).map(
    (text): Ordering => ({ column: text.replace(/^-/, ""), descending: text.startsWith("-") }),
  );
  named(
    order.map(({ column }) => column),
    "order",
  );
  const comparable = new Map(
    [...columns].filter((entry): entry is [string, ColumnType] => entry[1] !== undefined),
  );
  const where: Condition[] = [];
  for (const text of question.where ?? []) {
    const read = readCondition(text, comparable);
    if ("wrong" in read) wrong("where", read.wrong);
    else where.push(read);
  }
  const [first] = errors;
  if (first) throw new Problem("invalid_request", `${part} ${first.pointer}: ${first.detail}.`, { errors });
  return selectQuery({
    from,
    columns: select,
    where: [...impliedConditions(where, partitionBy), ...where],
    order,
    ...(limit !== undefined && { limit }),
  });
}
