// A `dataset.curated` as SNS hands it on, for what is asked by one.

export const CURATED_NOTICE = JSON.stringify({
  type: "dataset.curated",
  run_id: "r1",
  dataset: "orders",
  database: "acme",
  manifest: "s3://curated/_manifests/orders/r1.json",
  rows_curated: 1,
  rows_quarantined: 0,
  partitions: [],
  committed_at: "2026-01-02T03:04:05.000Z",
});
