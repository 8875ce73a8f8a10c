// One file through the stages: split it, judge its rows, write the good ones, and quarantine the others.
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HeadraceError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import { planOf } from "../plan/plan.ts";
import { text } from "../plan/sql.ts";
import { FileRejected } from "./file-rejected.ts";
import { BAD_TABLE, judge, judgeDuplicates, reasonsOf } from "./judge.ts";
import { QuarantineWriter, rawLimit, rawText } from "./quarantine.ts";
import { RangeReader } from "./ranges.ts";
import type { Run } from "./run.ts";
import { bindTokenKey, withSession } from "./session.ts";
import { openText } from "./source/open.ts";
import { csvSplitter } from "./split/csv-rows.ts";
import { BlockSink } from "./split/sink.ts";
import type { ImportRequest, ImportResult } from "./types.ts";
import { CuratedWriter } from "./write.ts";

const DEFAULT_THREADS = 2;
const DEFAULT_MEMORY_MB = 200;

/** Imports one file. Throws HeadraceError where the request or the contract is wrong; a wrong file is a result. */
export async function importFile(request: ImportRequest): Promise<ImportResult> {
  const started = performance.now();
  const plan = planOf(request.contract, request.dataset);
  if (plan.needsTokenKey && !request.tokenKey)
    throw new HeadraceError(
      "token_key_missing",
      `Dataset "${request.dataset}" tokenizes with hmac, and no key is given.`,
      "Give the key; off AWS it is the text of HEADRACE_TOKEN_KEY.",
    );
  const bytesIn = (await stat(request.file)).size;
  const result: ImportResult = {
    dataset: request.dataset,
    file: request.name,
    runId: request.runId,
    rowsIn: 0,
    rowsCurated: 0,
    rowsQuarantined: 0,
    reasons: {},
    ignoredColumns: [],
    curated: [],
    quarantine: [],
    bytesIn,
    bytesOut: 0,
    seconds: 0,
  };
  const work = join(request.scratch, request.runId);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await mkdir(request.out, { recursive: true });
  const folders = [
    work,
    request.out,
    ...Object.values(request.lookups ?? {})
      .flat()
      .map((file) => dirname(file)),
  ];
  try {
    await withSession(folders, join(request.scratch, "spill"), async (session) => {
      const connection = await session.connect({
        threads: request.threads ?? DEFAULT_THREADS,
        memoryLimitMb: request.memoryLimitMb ?? DEFAULT_MEMORY_MB,
      });
      try {
        if (request.tokenKey) await bindTokenKey(connection, request.tokenKey);
        await connection.run(BAD_TABLE);
        await runImport({ request, plan, connection, work }, result);
      } finally {
        await connection.run("DROP TABLE IF EXISTS bad");
        connection.closeSync();
      }
    });
  } catch (error) {
    if (!(error instanceof FileRejected)) throw error;
    result.rejected = { reason: error.reason, message: error.message };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  result.bytesOut = result.curated.reduce((sum, { bytes }) => sum + bytes, 0);
  result.seconds = (performance.now() - started) / 1000;
  return result;
}

async function runImport(run: Run, result: ImportResult): Promise<void> {
  const { request, plan } = run;
  const source = await openText(request.file, plan.dataset.source);
  let sink: BlockSink | undefined;
  const splitter = csvSplitter(plan, (match) => {
    result.ignoredColumns = match.ignored;
    sink = new BlockSink(
      run.work,
      match.fields.map((field) => field >= 0),
      false,
    );
    return sink;
  });
  let bytesRead = 0;
  for await (const chunk of source.read((bytes) => {
    bytesRead += bytes;
    request.onProgress?.({ phase: "read", bytesRead, bytesTotal: result.bytesIn });
  }, request.signal))
    splitter.write(chunk);
  splitter.end();
  const split = sink as unknown as BlockSink;
  const block = split.endBlock();
  const malformed = split.endMalformed();
  const writer = new CuratedWriter(run);
  try {
    let bad = 0;
    if (block) {
      const relation = blockSql(
        plan,
        block,
        split.columns.map((column) => column !== undefined),
      );
      bad = await judge(run, relation);
      bad += await judgeDuplicates(run, relation);
      result.rowsCurated = await writer.write(relation);
    }
    result.rowsIn = split.rows + split.malformedRows;
    result.curated = writer.files;
    await quarantine(run, result, source.read(undefined, request.signal), malformed);
    result.rowsQuarantined = split.malformedRows + bad;
  } finally {
    await writer.close();
  }
}

/** The rows of a block file; columns that the file lacks are null. */
function blockSql(plan: Plan, path: string, present: readonly boolean[]): string {
  const absent = plan.columns
    .filter((_, index) => !present[index])
    .map(({ sourceSql }) => `NULL::VARCHAR AS ${sourceSql}`);
  return `SELECT ${["*", ...absent].join(", ")} FROM read_parquet(${text(path)})`;
}

async function quarantine(
  run: Run,
  result: ImportResult,
  chunks: AsyncIterable<Buffer>,
  malformed: string | undefined,
): Promise<void> {
  const { request, plan, connection } = run;
  const broken = malformed
    ? ` UNION ALL SELECT "row", line, start, "length", reason FROM read_parquet(${text(malformed)})`
    : "";
  const names = reasonsOf(plan);
  const rows = await connection.stream(
    `SELECT line, start, "length", reasons FROM (SELECT * FROM bad${broken}) ORDER BY "row"`,
  );
  const ranges = new RangeReader(chunks);
  let writer: QuarantineWriter | undefined;
  const path = `quarantine/${request.dataset}/${request.runId}.ndjson`;
  await mkdir(join(request.out, "quarantine", request.dataset), { recursive: true });
  try {
    for await (const batch of rows.yieldRows())
      for (const [line, start, length, reasons] of batch as [bigint, bigint, bigint, string][]) {
        writer ??= new QuarantineWriter(join(request.out, path), request.name);
        const bytes = await ranges.read(Number(start), rawLimit(Number(length)));
        await writer.write(
          Number(line),
          rawText(bytes, Number(length)),
          reasons.startsWith("row:")
            ? [reasons]
            : reasons.split(",").map((at) => names[Number(at)] as string),
        );
      }
  } finally {
    await ranges.close();
    await writer?.close();
  }
  if (!writer) return;
  result.quarantine = [{ path, rows: writer.rows, bytes: writer.bytes }];
  result.reasons = Object.fromEntries(writer.reasons);
}
