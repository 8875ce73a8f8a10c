// The audit records of a pipeline, as a table.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { auditOfItem } from "../../../core/records/audit.ts";
import type { AwsConfig } from "../../aws.ts";
import { count } from "../../output/format.ts";
import { table } from "../../output/table.ts";
import type { DeployedPipeline } from "../../terraform/pipelines.ts";
import type { Chapter } from "./chapter.ts";

const SHOWN = 10;

/** A key's beginning and end: what is between them tells a reader least. */
const MOST_CHARACTERS = 40;
const ENDS = 19;
const clipped = (key: string): string =>
  key.length > MOST_CHARACTERS ? `${key.slice(0, ENDS)}…${key.slice(-ENDS)}` : key;

/** The latest records, newest last. A tour's table is small enough to scan. */
async function auditTable(aws: AwsConfig, { auditTable: name }: DeployedPipeline): Promise<string> {
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
    const records = Items.flatMap((item) => auditOfItem(item) ?? [])
      .sort((a, b) => a.committed_at.localeCompare(b.committed_at))
      .slice(-SHOWN);
    return table(
      [
        { title: "run" },
        { title: "dataset" },
        { title: "state" },
        { title: "source" },
        { title: "curated", align: "right" },
        { title: "quarantined", align: "right" },
        { title: "committed" },
        { title: "expires" },
      ],
      records.map((record) => [
        record.run_id.slice(0, 12),
        record.dataset,
        record.state,
        clipped(record.source.key),
        count(record.rows_curated ?? 0),
        count(record.rows_quarantined ?? 0),
        record.committed_at.slice(0, 19).replace("T", " "),
        new Date(record.expires_at * 1000).toISOString().slice(0, 10),
      ]),
    );
  } finally {
    dynamo.destroy();
  }
}

export const audit: Chapter = {
  title: "audit records",
  async run({ aws, pipeline, output }) {
    const records = await auditTable(aws, pipeline);
    output.say(`\nAudit records in DynamoDB (${pipeline.auditTable})\n${records}`);
    return true;
  },
};
