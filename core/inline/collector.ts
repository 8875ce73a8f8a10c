// A pass's rows in memory, by the record that each was: what answers in line are made of.
import { makeTokens } from "../engine/batch-tokens.ts";
import type { Destination, RowWriter } from "../engine/destination.ts";
import type { Batch } from "../engine/input/input.ts";
import { goodRows, typedRows } from "../engine/judge.ts";
import type { Run } from "../engine/run.ts";
import { outputSql } from "../plan/output.ts";
import { jsonValue, type Row } from "./json-value.ts";

export class Collector implements Destination {
  /** By line, from 1 on. */
  readonly rows = new Map<number, Row>();
  readonly reasons = new Map<number, readonly string[]>();
  readonly #withRows: boolean;

  /** @param withRows whether the rows themselves are asked for, or only which are good */
  constructor(withRows: boolean) {
    this.#withRows = withRows;
  }

  writer(run: Run): RowWriter {
    return {
      files: [],
      write: (batch) => run.lanes.run(true, (connection) => this.#write({ ...run, connection }, batch)),
      finish: async () => {},
      discard: async () => this.rows.clear(),
      close: async () => {},
    };
  }

  async quarantine(_: Run, rows: Parameters<Destination["quarantine"]>[1]): Promise<void> {
    for await (const { line, reasons } of rows) this.reasons.set(line, reasons);
  }

  async #write(run: Run, batch: Batch): Promise<number> {
    const { plan, connection } = run;
    const good = goodRows(run, batch);
    if (!this.#withRows) {
      const lines = await connection.runAndReadAll(`SELECT "line" FROM (${good})`);
      return lines.currentRowCount;
    }
    const tokens = await makeTokens(run, typedRows(run, batch), batch.shortcuts.judged);
    try {
      const sql = outputSql(plan, good, batch.shortcuts, tokens.files, false, ['"line"']);
      const found = (await connection.runAndReadAll(sql)).getRowsJson();
      for (const [line, ...values] of found) this.rows.set(Number(line), rowOf(plan.columns, values));
      return found.length;
    } finally {
      await tokens.release();
    }
  }
}

const rowOf = (columns: Run["plan"]["columns"], values: readonly unknown[]): Row =>
  Object.fromEntries(
    columns.map(({ column, type }, at) => [
      column.name,
      // A token is text, whatever the column's type.
      column.tokenize === undefined ? jsonValue(type, values[at]) : (values[at] as string | null),
    ]),
  );
