// A pipeline of one dataset, `events`, whose large files go to Batch: its files, its jobs, and what its audit tells of a file.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
} from "@aws-sdk/client-batch";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { mainTf } from "../../cli/scaffold/root.ts";
import type { AuditRecord } from "../../core/records/audit.ts";
import type { Laptop } from "./laptop.ts";

export const QUEUE = "my-shop-spot";

/** @param stage the pipeline's input `stage`, in HCL */
export function writeEventsPipeline(dir: string, stage: string): void {
  mkdirSync(dir);
  writeFileSync(
    join(dir, "headrace.yaml"),
    `version: 1
name: my-shop
datasets:
  events:
    source: { format: csv }
    columns:
      - { name: number, type: bigint, required: true }
      - { name: mail, type: string, clean: [lower], tokenize: hmac }
      - { name: day, type: date }
    partition_by: [day]
`,
  );
  writeFileSync(
    join(dir, "main.tf"),
    mainTf(dir, "my-shop").replace(
      / {2}batch .*\n/,
      `  batch    = { enabled = true }
  stage    = ${stage}
`,
    ),
  );
}

/** The lines of a file of so many events, each hundredth of them wrong. */
export function* eventLines(rows: number, first: number): Generator<string> {
  yield "number,mail,day\n";
  for (let at = 0; at < rows; at++)
    yield `${first + at},M${at}@x.org,${at % 100 === 0 ? "never" : `2026-01-0${1 + (at % 3)}`}\n`;
}

/** The jobs of the queue of large files, in the order in which Batch lists them. */
export async function jobsOf(batch: BatchClient): Promise<JobDetail[]> {
  const { jobSummaryList = [] } = await batch.send(
    new ListJobsCommand({ jobQueue: QUEUE, filters: [{ name: "JOB_NAME", values: ["*"] }] }),
  );
  const ids = jobSummaryList.map(({ jobId = "" }) => jobId);
  return (await batch.send(new DescribeJobsCommand({ jobs: ids }))).jobs ?? [];
}

export async function auditOfEvents({ aws }: Laptop, file: string): Promise<AuditRecord[]> {
  const client = new DynamoDBClient(aws);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: "my-shop-audit" }));
  client.destroy();
  return Items.map((item) => unmarshall(item) as AuditRecord).filter(
    ({ source }) => source.key === `events/${file}`,
  );
}
