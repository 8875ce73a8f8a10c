// A shop's pipeline for the tests that plan it, and how a plan is read.
/** A contract with a table of each kind of column, partition and rule that a plan shows. */
export const CONTRACT = `
version: 1
name: acme-shop
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: customer_id, type: bigint }
      - { name: email, type: string, tokenize: hmac }
      - { name: amount, type: "decimal(12, 2)", description: "In \\"currency\\"" }
      - { name: country, type: string }
      - { name: ordered_at, type: timestamp }
    enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
    partition_by: [country, "day(ordered_at)", "month(ordered_at)"]
    retention: { expire_after_days: 30 }
  customers:
    columns:
      - { name: customer_id, type: bigint, required: true }
      - { name: segment, type: int }
`;

/** A root that calls the pipeline, in a folder beside the set. */
export const ROOT = `
module "pipeline" {
  source   = "../set"
  name     = "acme-shop"
  datasets = yamldecode(file("\${path.module}/headrace.yaml")).datasets
  stage    = { timeout_seconds = 100, ephemeral_storage_mb = 1024 }
}
`;

export interface Resource {
  address: string;
  type: string;
  values: { [attribute: string]: unknown };
}
interface PlannedModule {
  resources?: Resource[];
  child_modules?: PlannedModule[];
}

/** Every resource of a plan, of all its modules. */
export const resourcesOf = (module: PlannedModule): Resource[] => [
  ...(module.resources ?? []),
  ...(module.child_modules ?? []).flatMap(resourcesOf),
];
