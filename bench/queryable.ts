// What small files cost on the local AWS: from a put to a row that can be queried, and how many drain per second.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { awsConfig } from "../cli/aws.ts";
import { buildModules } from "../cli/module-set.ts";
import { makeOutput } from "../cli/output/output.ts";
import { pipelineOf } from "../cli/pipeline/find.ts";
import { queryAthena } from "../cli/query/athena.ts";
import { shown } from "../cli/query/result.ts";
import { mainTf } from "../cli/scaffold/root.ts";
import { Root } from "../cli/terraform/root.ts";
import { downAtASignal } from "../local/at-a-signal.ts";
import { down, environment, up } from "../local/index.ts";
import { quantile } from "./quantile.ts";
import { report } from "./report.ts";

const POLL_MS = 20;
/** While many drain, so many times as long as a look at the records of all of them takes passes between two. */
const MANY_POLL_TIMES = 20;
const DATASET = "readings";
const CONTRACT = `version: 1
name: bench
datasets:
  ${DATASET}:
    columns:
      - { name: id, type: bigint, required: true }
      - { name: value, type: "decimal(12,2)" }
    key: [id]
`;

export interface QueryableBench {
  /** Files put one after the other, each when the one before can be queried. */
  singles: number;
  /** Files put at once. */
  many: number;
}

export interface Queryable {
  /** Seconds from the put of one small file until its partition is registered, by which Athena sees its rows. */
  median: number;
  p95: number;
  filesPerSecond: number;
  /** Rows that Athena counts at the end: one per file. */
  rows: number;
}

export async function benchQueryable({ singles, many }: QueryableBench): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  try {
    const { median, p95, filesPerSecond, rows } = await measure(home, singles, many);
    if (rows !== singles + many)
      throw new Error(`${singles + many} files of a row each were put; ${rows} rows came out`);
    report("small files on the local AWS", {
      [`put to queryable, ${singles} times`]: {
        median: `${median.toFixed(2)} s`,
        p95: `${p95.toFixed(2)} s`,
      },
      [`${many} files at once`]: { median: `${filesPerSecond.toFixed(1)} files/s` },
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(home: string, singles: number, many: number): Promise<Queryable> {
  const output = makeOutput(false);
  const state = join(home, "local");
  await buildModules(output);
  writeFileSync(join(home, "headrace.yaml"), CONTRACT);
  writeFileSync(join(home, "main.tf"), mainTf(home, "bench"));
  downAtASignal({ state, home });
  const running = await up({ state });
  const local = { ...running, env: environment(running) };
  const aws = awsConfig(local.env);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const watching = { progress: output.progress, signal: new AbortController().signal };
    await new Root(home, local).apply(watching);
    const { landing, auditTable, database = "default", workgroup } = pipelineOf(home, local);
    let files = 0;
    const put = async (): Promise<void> => {
      const id = files++;
      const Body = `id,value\n${id},${id}.50\n`;
      await s3.send(new PutObjectCommand({ Bucket: landing, Key: `${DATASET}/${id}.csv`, Body }));
    };
    const done = async (wanted: number, many?: { tell: (found: number) => void }): Promise<void> => {
      for (let found = 0; found < wanted; ) {
        const start = performance.now();
        found = await cataloged(dynamo, auditTable);
        many?.tell(found);
        if (found < wanted) await sleep(many ? (performance.now() - start) * MANY_POLL_TIMES : POLL_MS);
      }
    };
    // The first one starts the functions.
    await put();
    await done(files);
    const seconds: number[] = [];
    while (seconds.length < singles) {
      const start = performance.now();
      await put();
      await done(files);
      seconds.push((performance.now() - start) / 1000);
      output.progress.update(`put to queryable: ${seconds.length} of ${singles}`);
    }
    const start = performance.now();
    await Promise.all(Array.from({ length: many }, put));
    const tell = (found: number): void =>
      output.progress.update(`at once: ${found} of ${files} files are in the catalog`);
    await done(files, { tell });
    const filesPerSecond = many / ((performance.now() - start) / 1000);
    const counted = await queryAthena(
      { aws, database, workgroup },
      `SELECT count(*), count(DISTINCT id) FROM ${DATASET}`,
      watching.signal,
    );
    const [rows, distinct] = (counted.rows[0] ?? []).map((cell) => Number(shown(cell)));
    if (rows !== distinct) throw new Error(`${rows} rows have ${distinct} ids`);
    return {
      median: quantile(seconds, 0.5),
      p95: quantile(seconds, 0.95),
      filesPerSecond,
      rows: Number(rows) - 1,
    };
  } finally {
    output.progress.clear();
    s3.destroy();
    dynamo.destroy();
    await down({ state });
  }
}

/** Runs whose partitions are registered. */
async function cataloged(dynamo: DynamoDBDocumentClient, TableName: string): Promise<number> {
  let found = 0;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({
        TableName,
        Select: "COUNT",
        FilterExpression: "attribute_exists(cataloged_at)",
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    found += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}
