// For tests of the load function: the bundle that is deployed, on the local Redshift, and runs as the stage function leaves
// them.
import type { Manifest } from "../../core/records/manifest.ts";
import { bundleTo, type Invocation, type Invoked, invoke, sqsMessage } from "./invoke.ts";
import { WarehouseAccount } from "./warehouse.ts";

export const COLUMNS = [
  { name: "order_id", type: "bigint" },
  { name: "country", type: "string" },
  { name: "amount", type: "decimal(12,2)" },
  { name: "ordered_at", type: "timestamp" },
];
export const CONTRACT = {
  version: 1,
  name: "acme",
  datasets: {
    orders: {
      columns: COLUMNS,
      partition_by: ["country", "day(ordered_at)"],
      warehouse: { load: "copy" },
    },
    events: { columns: COLUMNS, warehouse: { load: "spectrum" } },
    notes: { columns: COLUMNS },
  },
};

type Row = Record<string, unknown>;

export class Loads {
  readonly account: WarehouseAccount;
  readonly bundle: string;
  readonly env: Record<string, string>;

  private constructor(account: WarehouseAccount, bundle: string) {
    this.account = account;
    this.bundle = bundle;
    this.env = {
      ...account.environment(CONTRACT),
      GLUE_DATABASE: "acme",
      CURATED_BUCKET: "curated",
      AUDIT_TABLE: "audit",
      LOAD_SCHEMA: "raw",
      NEXT_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/transforms",
    };
  }

  static async open(): Promise<Loads> {
    const account = await WarehouseAccount.open();
    return new Loads(account, await bundleTo(account.scratch, "load"));
  }

  close(): Promise<void> {
    return this.account.close();
  }

  /** Gives the function messages of these bodies. */
  load(bodies: string[], more: Partial<Invocation> = {}): Promise<Invoked> {
    const { bundle } = this;
    return invoke({ bundle, messages: bodies.map(sqsMessage), ...more, env: { ...this.env, ...more.env } });
  }

  rows(where = "true"): Promise<Row[]> {
    return this.account.ask(
      `select order_id, country, amount, ordered_at from raw.orders where ${where} order by order_id`,
    );
  }

  tablesAside(): Promise<Row[]> {
    return this.account.ask(
      "select table_name from information_schema.tables where left(table_name, 6) = 'load__'",
    );
  }

  copyManifests(): string[] {
    return [...this.account.aws.objects.keys()].filter((key) => key.includes("_loads/"));
  }

  /** Changes a run's manifest. */
  change(runId: string, parts: Partial<Manifest>): void {
    const { objects } = this.account.aws;
    const key = `curated/_manifests/orders/${runId}.json`;
    const manifest = JSON.parse(objects.get(key)?.toString() as string);
    objects.set(key, Buffer.from(JSON.stringify({ ...manifest, ...parts })));
  }

  /** A run of one order per country, as the stage function leaves it; returns the notice of it. */
  async curated(runId: string, countries: string[], query?: string, dataset = "orders"): Promise<string> {
    const files: Manifest["files"] = [];
    for (const [i, country] of countries.entries()) {
      const partition = { country, ordered_at_day: "2024-01-02" };
      const key = `${dataset}/country=${encodeURIComponent(country)}/ordered_at_day=2024-01-02/${runId}-${i}.parquet`;
      const bytes = await this.account.parquet(
        key,
        query ??
          `SELECT ${i + 1}::BIGINT AS order_id, 1.50::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-02 03:04:05' AS ordered_at`,
      );
      files.push({ bucket: "curated", key, rows: 1, bytes, partition });
    }
    const manifest: Manifest = {
      version: 1,
      run_id: runId,
      dataset,
      contract_digest: this.env.CONTRACT_DIGEST as string,
      source: { bucket: "landing", key: `${dataset}/a.csv`, sha256: "0".repeat(64), bytes: 1 },
      status: "curated",
      rows_in: files.length,
      rows_curated: files.length,
      rows_quarantined: 0,
      reasons: {},
      files,
      quarantine: [],
      seconds: 0,
      committed_at: "2026-01-02T03:04:05.000Z",
    };
    this.account.aws.objects.set(
      `curated/_manifests/${dataset}/${runId}.json`,
      Buffer.from(JSON.stringify(manifest)),
    );
    return JSON.stringify({
      type: "dataset.curated",
      run_id: runId,
      dataset,
      database: "acme",
      manifest: `s3://curated/_manifests/${dataset}/${runId}.json`,
      rows_curated: files.length,
      rows_quarantined: 0,
      partitions: files.map(({ partition }) => partition),
      committed_at: manifest.committed_at,
    });
  }
}
