// Pages for tests: a small one with everything in it, names and rows with markup among them, and one of any size.
import type { Dataset, Model, Page, Run } from "../model/page.ts";

export const SCRIPT = "<script>window.attacked = true</script>";
export const IMAGE = '<img src=x onerror="window.attacked = true">';
/** What would end the data's own element, or begin a comment in it. */
export const BREAKOUT = "</script><!--<script>window.attacked = true//";

const AT = "2026-03-04T05:06:07.000Z";

const dataset = (name: string): Dataset => ({
  name,
  description: `What ${name} holds ${IMAGE}`,
  source: "csv, gzip",
  columns: [
    { name: "id", type: "bigint", required: true, rules: ["min 1"] },
    {
      name: "mail",
      type: "string",
      required: false,
      rules: ["trim", `pattern ${SCRIPT}`],
      tokenize: "hmac",
      description: IMAGE,
    },
  ],
  facts: [{ name: "key", value: "id" }],
  profile: {
    rows: 980,
    columns: [
      { name: "id", type: "bigint", nulls: 0, distinct: 980, min: "1", max: "1000", top: [] },
      {
        name: "mail",
        type: "varchar",
        nulls: 20,
        distinct: 12,
        min: "a",
        max: "z",
        top: [
          { value: BREAKOUT, rows: 40 },
          { value: null, rows: 20 },
        ],
      },
    ],
  },
  curated: {
    columns: [
      { name: "id", type: "bigint" },
      { name: "mail", type: "varchar" },
    ],
    rows: [
      ["1", IMAGE],
      ["2", null],
    ],
  },
  quarantined: [
    {
      run_id: "0123456789abcdef",
      line: 7,
      reasons: ["mail:pattern"],
      text: `7,${SCRIPT},x`,
      marks: [{ from: 2, to: 2 + SCRIPT.length, reasons: ["mail:pattern"] }],
    },
    {
      run_id: "0123456789abcdef",
      line: 8,
      reasons: ["id:type", BREAKOUT],
      text: `seven,${BREAKOUT}`,
      marks: [{ from: 0, to: 5, reasons: ["id:type"] }],
    },
  ],
});

export const run = (name: string, at = 0, rows = 1000): Run => ({
  run_id: `${name}-${at}`.padEnd(32, "0"),
  dataset: name,
  state: "curated",
  file: `${name}/file-${at}.csv`,
  bytes: rows * 80,
  rows_in: rows,
  rows_curated: rows - 20,
  rows_quarantined: 20,
  reasons: { "mail:pattern": 12, "id:type": 8 },
  seconds: 1.5,
  committed_at: new Date(Date.parse(AT) - at * 3_600_000).toISOString(),
  cataloged_at: AT,
  loaded_at: AT,
  delivered_to: ["mails"],
});

const model = (name: string, reads: string[], kind: Model["kind"] = "table"): Model => ({
  name,
  kind,
  path: `marts/${name}.ts`,
  place: `marts.${name}`,
  tags: ["marts"],
  reads,
  sql: `select "id", '${SCRIPT}' as "x" from "lake"."orders" where "id" > 12`,
  tests: [
    { name: "unique(id)", state: "passed" },
    { name: "freshness(at within 1 day)", state: "warned", detail: `2 rows ${IMAGE}` },
  ],
  last: { state: "built", at: AT, rows: 12, seconds: 1.2 },
  sample: {
    columns: [
      { name: "id", type: "int8" },
      { name: "x", type: "varchar" },
    ],
    rows: [["1", SCRIPT]],
  },
});

/** Names that HTML would take for something else. */
const NAMES = ["orders", SCRIPT, "customers"];

export const smallPage = (): Page => ({
  version: 1,
  name: `shop ${BREAKOUT}`,
  place: "the local AWS in us-east-1",
  live: {
    at: AT,
    counts: NAMES.map((name) => ({
      dataset: name,
      files: 3,
      files_rejected: name === "orders" ? 1 : 0,
      rows_in: 3000,
      rows_curated: 2940,
      rows_quarantined: 60,
      reasons: { "mail:pattern": 36, [IMAGE]: 24 },
      bytes_in: 240_000,
    })),
    queues: [
      { name: "shop-ingest", waiting: 2, in_flight: 1, dead: false, sample: [] },
      {
        name: "shop-ingest-dlq",
        waiting: 1,
        in_flight: 0,
        dead: true,
        returns_to: "shop-ingest",
        sample: [{ id: "4f1c", sent_at: AT, text: `{"key":"${BREAKOUT}"}` }],
      },
      {
        name: "shop-events-dlq",
        waiting: 1,
        in_flight: 0,
        dead: true,
        sample: [{ id: "4f1d", sent_at: AT, text: IMAGE }],
      },
    ],
    alarms: [
      {
        name: "shop-ingest-dlq",
        state: "ALARM",
        since: AT,
        description: "Messages were given up.",
        reason: `1 > 0 ${IMAGE}`,
      },
      { name: "shop-lag", state: "OK", since: AT, description: "It takes long.", reason: "" },
      { name: "shop-new", state: "INSUFFICIENT_DATA", since: AT, description: "Nothing yet.", reason: "" },
    ],
    jobs: [
      {
        id: "9f8e7d6c-0000-4000-8000-000000000001",
        name: "score",
        state: "FAILED",
        created: AT,
        seconds: 12.3,
        attempts: 3,
        reason: `Essential container in task exited; work: exit code 5 ${IMAGE}`,
        tail: ["reading 3 files", SCRIPT, BREAKOUT, `Traceback ${"x".repeat(300)}`],
      },
      {
        id: "9f8e7d6c-0000-4000-8000-000000000002",
        name: "split",
        state: "SUCCEEDED",
        created: AT,
        seconds: 4,
        attempts: 0,
        tasks: { SUCCEEDED: 2 },
        tail: [],
      },
      {
        id: "9f8e7d6c-0000-4000-8000-000000000003",
        name: "import-orders",
        state: "RUNNABLE",
        created: AT,
        attempts: 0,
        reason: "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
        tail: [],
      },
    ],
    runs: [
      ...NAMES.flatMap((name) => [run(name, 0), run(name, 1, 500), run(name, 2, 1500)]),
      {
        ...run("orders", 9),
        state: "rejected",
        rejected: { reason: "file:corrupt", message: `It is no gzip: ${SCRIPT}` },
        load_error: IMAGE,
      },
    ],
  },
  datasets: NAMES.map(dataset),
  models: [
    model("stg_orders", ["lake.orders"], "view"),
    model("stg_customers", ["lake.customers"], "view"),
    {
      ...model(SCRIPT, ["stg_orders", "stg_customers"]),
      tests: [{ name: "notNull(id)", state: "failed", detail: BREAKOUT }],
    },
    model("history", [SCRIPT], "snapshot"),
    { ...model("daily", ["stg_orders"], "incremental"), last: undefined, sample: undefined, tests: [] },
  ],
  openings: [
    {
      id: "detokenize#1",
      at: AT,
      dataset: "orders",
      event: "detokenized",
      caller: `key:${IMAGE}`,
      purpose: `To ask ${SCRIPT}`,
      columns: ["mail"],
      opened: 1,
    },
    {
      id: "detokenize#2",
      at: AT,
      dataset: "_unknown",
      event: "refused",
      caller: "iam:eve",
      columns: [],
      problem: "not_permitted",
    },
  ],
  topics: [
    {
      name: "mails",
      datasets: ["orders"],
      models: ["daily"],
      as: "rows",
      subscriptions: [{ protocol: "https", endpoint: `https://example.org/${IMAGE}`, confirmed: false }],
    },
  ],
  exports: ["daily"],
  api: { groups: ["readers"] },
  access: {
    counts: { roles: 2, allowed: 3, used: 1, rarely: 1, unused: 1, denied: 1 },
    permissions: [
      { role: "shop-stage", action: "s3:GetObject", used: true },
      { role: "shop-stage", action: "sqs:SendMessage", used: false, why: "after failure" },
      { role: "shop-load", action: "s3:ListBucket", used: false },
    ],
    denied: [
      { role: "shop-load", action: "s3:PutObject", resource: `arn:aws:s3:::${IMAGE}`, times: 3, last: AT },
    ],
  },
  engines: ["athena", "redshift"],
});

/** As many datasets and models as asked for: each model reads the one before, and some others. */
export function largePage({
  datasets,
  models,
  runs,
}: {
  datasets: number;
  models: number;
  runs: number;
}): Page {
  const names = Array.from({ length: datasets }, (_, n) => `dataset_${n}`);
  const small = smallPage();
  return {
    ...small,
    name: "large",
    live: {
      ...small.live,
      counts: names.map((name) => ({
        ...(small.live.counts[0] as Page["live"]["counts"][number]),
        dataset: name,
      })),
      runs: Array.from({ length: runs }, (_, n) => run(names[n % datasets] as string, n)),
    },
    datasets: names.map(dataset),
    models: Array.from({ length: models }, (_, n) =>
      model(
        `model_${n}`,
        n < 20 ? [`lake.${names[n % datasets]}`] : [`model_${n - 20}`, `model_${(n * 7) % (n - 10)}`],
      ),
    ),
  };
}

export const emptyPage = (): Page => ({
  version: 1,
  name: "empty",
  place: "the local AWS in us-east-1",
  live: { at: AT, counts: [], queues: [], alarms: [], runs: [] },
  datasets: [{ name: "orders", source: "csv", columns: [], facts: [], quarantined: [] }],
  models: [],
  openings: [],
  topics: [],
  exports: [],
  engines: ["athena"],
});
