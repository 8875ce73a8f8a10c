// Tests become queries that must return nothing.
import { sql } from "kysely";
import type { ModelTest, Severity } from "../define/generic-tests.ts";
import type { Relation } from "../define/relation.ts";
import type { CompiledQuery, QueryWriter } from "./compile.ts";

export interface CompiledTest extends CompiledQuery {
  name: string;
  /** What it hangs on; undefined for a test of its own. */
  model: string | undefined;
  path: string;
  severity: Severity;
  tags: readonly string[];
}

interface Owner {
  name: string;
  path: string;
  definition: Relation<unknown>;
}

export function compileTests(tests: readonly ModelTest[], owner: Owner, writer: QueryWriter): CompiledTest[] {
  return tests.map((test) => {
    const name = nameOf(test);
    const query = writer.write(`${owner.name}: ${name}`, owner.path, (db) => {
      // biome-ignore lint/suspicious/noExplicitAny: the columns were checked by the types of the model
      if (test.kind === "query") return test.query(db, owner.definition as Relation<any>);
      return failingRows(test, owner.definition);
    });
    return { name, model: owner.name, path: owner.path, severity: test.severity, tags: [], ...query };
  });
}

function nameOf(test: ModelTest): string {
  switch (test.kind) {
    case "query":
      return test.name;
    case "relationships":
      return `relationships(${test.columns[0]} → ${test.to.name}.${test.field})`;
    case "rowCount":
      return `rowCount(${[test.min === undefined ? "" : `min ${test.min}`, test.max === undefined ? "" : `max ${test.max}`].filter(Boolean).join(", ")})`;
    case "freshness":
      return `freshness(${test.columns[0]} within ${span(test.maxAgeMinutes)})`;
    default:
      return `${test.kind}(${test.columns.join(", ")})`;
  }
}

/** Minutes, in the largest unit of which they are a whole number. */
function span(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, "day"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour"]
        : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** The rows that fail, as a query. */
function failingRows(test: Exclude<ModelTest, { kind: "query" }>, subject: Relation<unknown>) {
  const own = (column: string) => sql.id("tested", column);
  const from = sql`from ${subject.as("tested")}`;
  const column = test.columns[0] as string;
  switch (test.kind) {
    case "unique": {
      const columns = sql.join(test.columns.map(own));
      const all = sql.join(
        test.columns.map((one) => sql`${own(one)} is not null`),
        sql` and `,
      );
      return sql`select ${columns}, count(*) as "times" ${from} where ${all} group by ${columns} having count(*) > 1`;
    }
    case "notNull": {
      const any = sql.join(
        test.columns.map((one) => sql`${own(one)} is null`),
        sql` or `,
      );
      return sql`select * ${from} where ${any}`;
    }
    case "acceptedValues":
      return sql`select ${own(column)}, count(*) as "times" ${from} where ${own(column)} is not null and ${own(column)} not in (${sql.join([...test.values])}) group by ${own(column)}`;
    case "relationships": {
      const other = sql.id("other", test.field);
      return sql`select ${sql.id("tested")}.* ${from} left join ${test.to.as("other")} on ${own(column)} = ${other} where ${own(column)} is not null and ${other} is null`;
    }
    case "freshness":
      return sql`select max(${own(column)}) as "newest" ${from} having max(${own(column)}) is null or max(${own(column)}) < dateadd(minute, ${-test.maxAgeMinutes}, getdate())`;
    case "rowCount": {
      const bounds = [
        ...(test.min === undefined ? [] : [sql`count(*) < ${test.min}`]),
        ...(test.max === undefined ? [] : [sql`count(*) > ${test.max}`]),
      ];
      return sql`select count(*) as "rows" ${from} having ${bounds.length ? sql.join(bounds, sql` or `) : sql`false`}`;
    }
  }
}
