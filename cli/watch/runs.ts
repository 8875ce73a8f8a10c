// Audit records of a pipeline's runs, the newest first.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { HeadraceError } from "../../core/errors.ts";
import { type AuditRecord, auditOfItem } from "../../core/records/audit.ts";
import { nearest } from "../args/suggest.ts";
import type { Estate } from "../pipeline/estate.ts";
import { newestRecords } from "./audit-index.ts";

/** Files whose key names no dataset. */
const UNKNOWN = "_unknown";

/** @throws HeadraceError unknown_dataset */
export function checkedDataset({ pipeline, dir }: Estate, dataset: string): string {
  const { datasets } = pipeline;
  if (dataset === UNKNOWN || datasets.includes(dataset)) return dataset;
  const guess = nearest(dataset, datasets);
  throw new HeadraceError(
    "unknown_dataset",
    `What is applied from ${dir} has no dataset ${JSON.stringify(dataset)}${guess ? `; did you mean ${guess}?` : "."}`,
    `Its datasets are ${datasets.join(", ")}; ${UNKNOWN} is for files of none.`,
    1,
  );
}

/** @param dataset all of them where absent. @param most of each dataset */
export async function recentRuns(
  { aws, pipeline }: Estate,
  { dataset, most }: { dataset?: string | undefined; most: number },
): Promise<AuditRecord[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const names = dataset === undefined ? [...pipeline.datasets, UNKNOWN] : [dataset];
    const found = await Promise.all(
      names.map(async (name) => {
        const items = await newestRecords(client, pipeline.auditTable, name, most);
        return items.flatMap((item) => auditOfItem(item) ?? []);
      }),
    );
    return found.flat().sort((a, b) => (a.committed_at < b.committed_at ? 1 : -1));
  } finally {
    client.destroy();
  }
}
