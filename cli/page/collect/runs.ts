// The audit of a pipeline, kept up to date: the first reading takes all of it, later ones only what is new or may have changed.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { AUDIT_INDEX, type AuditRecord, auditOfItem } from "../../../core/records/audit.ts";
import { MOST_RUNS } from "../../../page/model/limits.ts";
import type { Counts, Run } from "../../../page/model/page.ts";
import { emptyCounts } from "../../../page/model/totals.ts";
import { clipped } from "./clipped.ts";
import type { Seen } from "./seen.ts";

/** Files whose key names no dataset. */
const UNKNOWN = "_unknown";
/** How long after its commit a record may still change: the catalog, the warehouse and deliveries write into it. */
const SETTLED_MS = 15 * 60_000;

export class RunBook {
  readonly #seen: Pick<Seen, "aws" | "pipeline">;
  readonly #runs = new Map<string, Run>();
  readonly #newest = new Map<string, string>();

  constructor(seen: Pick<Seen, "aws" | "pipeline">) {
    this.#seen = seen;
  }

  async read(): Promise<void> {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(this.#seen.aws));
    try {
      await Promise.all(
        [...this.#seen.pipeline.datasets, UNKNOWN].map((dataset) => this.#readDataset(client, dataset)),
      );
    } finally {
      client.destroy();
    }
  }

  async #readDataset(client: DynamoDBDocumentClient, dataset: string): Promise<void> {
    const newest = this.#newest.get(dataset);
    const since = newest && new Date(Date.parse(newest) - SETTLED_MS).toISOString();
    for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: this.#seen.pipeline.auditTable,
          IndexName: AUDIT_INDEX.name,
          KeyConditionExpression: `#dataset = :dataset${since ? " AND #at >= :since" : ""}`,
          ExpressionAttributeNames: {
            "#dataset": AUDIT_INDEX.hash,
            ...(since && { "#at": AUDIT_INDEX.range }),
          },
          ExpressionAttributeValues: { ":dataset": dataset, ...(since && { ":since": since }) },
          ExclusiveStartKey,
        }),
      );
      for (const record of Items.flatMap((item) => auditOfItem(item) ?? [])) {
        this.#runs.set(record.run_id, runOf(record));
        if (record.committed_at > (this.#newest.get(dataset) ?? ""))
          this.#newest.set(dataset, record.committed_at);
      }
      ExclusiveStartKey = LastEvaluatedKey;
      if (!ExclusiveStartKey) return;
    }
  }

  /** The newest first, as many as the page lists. */
  newest(): Run[] {
    return [...this.#runs.values()]
      .sort((a, b) => (a.committed_at < b.committed_at ? 1 : -1))
      .slice(0, MOST_RUNS);
  }

  /** Of all runs, in the order of the contract's datasets. */
  counts(): Counts[] {
    const found = new Map<string, Counts>(
      this.#seen.pipeline.datasets.map((dataset) => [dataset, emptyCounts(dataset)]),
    );
    for (const run of this.#runs.values()) {
      const counts = found.get(run.dataset) ?? emptyCounts(run.dataset);
      found.set(run.dataset, counts);
      counts.files += 1;
      if (run.state === "rejected") counts.files_rejected += 1;
      counts.rows_in += run.rows_in;
      counts.rows_curated += run.rows_curated;
      counts.rows_quarantined += run.rows_quarantined;
      counts.bytes_in += run.bytes;
      for (const [reason, rows] of Object.entries(run.reasons))
        counts.reasons[reason] = (counts.reasons[reason] ?? 0) + rows;
    }
    for (const counts of found.values())
      counts.reasons = Object.fromEntries(Object.entries(counts.reasons).sort((a, b) => b[1] - a[1]));
    return [...found.values()];
  }
}

const runOf = (record: AuditRecord): Run => ({
  run_id: record.run_id,
  dataset: record.dataset,
  state: record.state,
  file: record.source.key,
  bytes: record.source.bytes ?? 0,
  rows_in: record.rows_in ?? 0,
  rows_curated: record.rows_curated ?? 0,
  rows_quarantined: record.rows_quarantined ?? 0,
  reasons: record.reasons ?? {},
  ...(record.rejected && {
    rejected: { reason: record.rejected.reason, message: clipped(record.rejected.message) },
  }),
  seconds: record.seconds ?? 0,
  committed_at: record.committed_at,
  ...(record.cataloged_at && { cataloged_at: record.cataloged_at }),
  ...(record.loaded_at && { loaded_at: record.loaded_at }),
  ...(record.load_error && { load_error: clipped(record.load_error.message) }),
  delivered_to: [...(record.delivered_to ?? [])].sort(),
});
