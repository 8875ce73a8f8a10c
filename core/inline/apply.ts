// Records by a dataset's rules, in line: one pass of the very engine that imports files, over the records as lines of a file.
import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Contract } from "../contract/schema.ts";
import { pass } from "../engine/pass.ts";
import type { ImportRequest } from "../engine/types.ts";
import { Collector } from "./collector.ts";
import { type InlineWork, inlineContract } from "./contract.ts";
import type { Row } from "./json-value.ts";

export interface InlineRequest
  extends Pick<ImportRequest, "tokenKey" | "vault" | "threads" | "memoryLimitMb" | "signal"> {
  contract: Contract;
  /** The dataset's name in the contract. */
  dataset: string;
  work: InlineWork;
  /** The text of each record, a JSON object: its numbers and nested values count as they are written. */
  records: readonly string[];
  /** A folder for what is only needed meanwhile: always the same one, so that the engine stays warm. */
  scratch: string;
}

/** What became of a record: a row, or what it broke. */
export interface RecordOutcome {
  /** Of a good record, where rows were asked for: the contract's columns, without those of lookups. */
  row?: Row;
  /** Of a record that broke the contract: `column:rule`, all of them, as quarantine has them. */
  reasons?: readonly string[];
}

export interface InlineResult {
  /** One per record, in their order. */
  outcomes: RecordOutcome[];
  /** Members of records that the contract does not name. */
  ignoredColumns: string[];
  /** Why the records were refused together, as a file of them would be; each of them has the reason then. */
  rejected?: { reason: string; message: string };
}

/**
 * Judges records as a file of them would be judged, reasons included; a `key` holds among them. Throws HeadraceError where
 * the contract has no such dataset, or a column needs a key or a vault that is missing.
 */
export async function applyRules(request: InlineRequest): Promise<InlineResult> {
  const { contract, dataset, work, records, scratch, ...rest } = request;
  if (records.length === 0) return { outcomes: [], ignoredColumns: [] };
  const runId = randomUUID();
  const file = join(scratch, `${runId}.ndjson`);
  const collector = new Collector(work !== "validate");
  await mkdir(scratch, { recursive: true });
  try {
    await writeFile(file, records.map(oneLine).join("\n"));
    const { rejected, ignoredColumns } = await pass(
      {
        threads: 1,
        ...rest,
        contract: inlineContract(contract, dataset, work),
        dataset,
        file,
        name: "records",
        runId,
        out: scratch,
        scratch,
      },
      collector,
    );
    if (rejected) {
      const outcomes = records.map(() => ({ reasons: [rejected.reason] }));
      return { outcomes, ignoredColumns, rejected };
    }
    return { outcomes: records.map((_, at) => outcomeOf(collector, at + 1)), ignoredColumns };
  } finally {
    await rm(file, { force: true });
  }
}

function outcomeOf({ rows, reasons }: Collector, line: number): RecordOutcome {
  const broken = reasons.get(line);
  if (broken) return { reasons: broken };
  const row = rows.get(line);
  return row ? { row } : {};
}

/** A line ending in JSON is white space: in a string it is written as \n. */
const oneLine = (record: string): string => record.replace(/[\r\n]+/g, " ");
