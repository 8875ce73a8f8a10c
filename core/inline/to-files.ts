// A file of records by a dataset's rules, where they are too many for an answer in line: each outcome is a line of one of two
// files, with the values that an answer in line would have.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Contract } from "../contract/schema.ts";
import type { ColumnType } from "../contract/types.ts";
import { makeTokens } from "../engine/batch-tokens.ts";
import type { Destination, RowWriter } from "../engine/destination.ts";
import type { Batch, Faulty } from "../engine/input/input.ts";
import { goodRows, typedRows } from "../engine/judge.ts";
import { pass } from "../engine/pass.ts";
import type { Run } from "../engine/run.ts";
import type { ImportRequest, ImportResult } from "../engine/types.ts";
import { outputSql } from "../plan/output.ts";
import { identifier, text } from "../plan/sql.ts";
import { textSql } from "../tokens/methods.ts";
import { type InlineWork, inlineContract } from "./contract.ts";

export interface FileRequest
  extends Pick<
    ImportRequest,
    "file" | "runId" | "tokenKey" | "vault" | "scratch" | "threads" | "memoryLimitMb" | "signal"
  > {
  contract: Contract;
  dataset: string;
  work: InlineWork;
  /** Folder that receives rows.ndjson and reasons.ndjson. */
  out: string;
}

export interface FileOutcome {
  valid: number;
  invalid: number;
  /** Reason → records. */
  reasons: Record<string, number>;
  ignoredColumns: string[];
  /** Why the file was refused as a whole; then neither file is there. */
  rejected?: { reason: string; message: string };
  /** Lines of `{"record":1,"row":{…}}`, in no certain order; a record's number is its line in the file. Undefined where there is none. */
  rows?: string;
  /** Lines of `{"record":2,"reasons":["mail:pattern"]}`, in the file's order. Undefined where there is none. */
  broken?: string;
}

/** Judges a file of NDJSON. A file that is wrong is an outcome, with `rejected`; otherwise it throws as `importFile` does. */
export async function applyRulesToFile(request: FileRequest): Promise<FileOutcome> {
  const { contract, dataset, work, out, ...rest } = request;
  await mkdir(out, { recursive: true });
  const files = new OutcomeFiles(out, work !== "validate");
  const result = await pass(
    { ...rest, contract: inlineContract(contract, dataset, work), dataset, name: "records", out },
    files,
  );
  const { rejected, ignoredColumns } = result;
  if (rejected) {
    await files.remove();
    return { valid: 0, invalid: result.rowsIn, reasons: {}, ignoredColumns, rejected };
  }
  return {
    valid: result.rowsCurated,
    invalid: result.rowsQuarantined,
    reasons: result.reasons,
    ignoredColumns,
    ...files.written,
  };
}

class OutcomeFiles implements Destination {
  readonly written: { rows?: string; broken?: string } = {};
  readonly #rows: string;
  readonly #broken: string;
  readonly #withRows: boolean;

  constructor(out: string, withRows: boolean) {
    this.#rows = join(out, "rows.ndjson");
    this.#broken = join(out, "reasons.ndjson");
    this.#withRows = withRows;
  }

  async remove(): Promise<void> {
    await rm(this.#rows, { force: true });
    await rm(this.#broken, { force: true });
  }

  writer(run: Run): RowWriter {
    return {
      files: [],
      write: (batch) => run.lanes.run(true, (connection) => this.#write({ ...run, connection }, batch)),
      finish: async () => {},
      discard: () => this.remove(),
      close: async () => {},
    };
  }

  async quarantine(_: Run, rows: AsyncIterable<Faulty>, result: ImportResult): Promise<void> {
    const counts = new Map<string, number>();
    await pipeline(async function* () {
      for await (const { line, reasons } of rows) {
        for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
        yield `${JSON.stringify({ record: line, reasons })}\n`;
      }
    }, createWriteStream(this.#broken));
    result.reasons = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.written.broken = this.#broken;
  }

  async #write(run: Run, batch: Batch): Promise<number> {
    const { plan, connection } = run;
    const good = goodRows(run, batch);
    if (!this.#withRows) return (await connection.runAndReadAll(`SELECT 1 FROM (${good})`)).currentRowCount;
    const tokens = await makeTokens(run, typedRows(run, batch), batch.shortcuts.judged);
    const part = join(run.work, "rows.ndjson");
    try {
      const rows = outputSql(plan, good, batch.shortcuts, tokens.files, false, ['"line" AS "_record"']);
      const members = plan.columns.map(({ column, type }) => {
        const own = identifier(column.name);
        return `${text(column.name)}: ${column.tokenize === undefined ? jsonSql(type, own) : own}`;
      });
      const written = await connection.runAndReadAll(
        `COPY (SELECT "_record" AS record, {${members.join(", ")}} AS "row" FROM (${rows})) TO ${text(part)} (FORMAT json)`,
      );
      const count = Number(written.getRowsJson()[0]?.[0] ?? 0);
      // Rows of several batches are one file.
      if (count > 0 && (await stat(part)).size > 0) {
        await pipeline(createReadStream(part), createWriteStream(this.#rows, { flags: "a" }));
        this.written.rows = this.#rows;
      }
      return count;
    } finally {
      await rm(part, { force: true });
      await tokens.release();
    }
  }
}

/** As json-value.ts has values, in SQL. */
function jsonSql(type: ColumnType, sql: string): string {
  if (type.kind === "bigint" || type.kind === "decimal" || type.kind === "date") return textSql(type, sql);
  if (type.kind === "timestamp") return `replace(${textSql(type, sql)}, ' ', 'T') || 'Z'`;
  return sql;
}
