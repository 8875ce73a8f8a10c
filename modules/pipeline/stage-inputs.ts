// What every function that runs stages is given alike: the stage function, and those of the parts of a topology.
import type { Expr } from "../kit/index.ts";
import { OVERSIZE_QUEUE, STAGE, VAULT_KEY_ARN, VAULT_TABLE } from "./addresses.ts";
import type { Pipeline } from "./member.ts";
import { sizeInputs } from "./topology-inputs.ts";

export const stageInputs = ({ vars, shared, contract, bucketNames, asks }: Pipeline) => ({
  ...shared.every,
  ...shared.force,
  ...shared.functions,
  ...shared.audit,
  contract_uri: contract.uri,
  contract_digest: contract.digest,
  landing_bucket: bucketNames.at("landing"),
  curated_bucket: bucketNames.at("curated"),
  quarantine_bucket: bucketNames.at("quarantine"),
  audit_ttl_days: vars.audit_ttl_days,
  oversize_queue_arn: OVERSIZE_QUEUE.queue_arn,
  oversize_queue_url: OVERSIZE_QUEUE.queue_url,
  uses_token_key: asks.tokens,
  vault_table_name: VAULT_TABLE,
  vault_kms_key_arn: VAULT_KEY_ARN,
  uses_lookups: asks.enriches,
});

/**
 * What the stage function is given, but for what a job that imports has no use for; and the function's locks and token key.
 * @param also what this job has no use for either
 */
export function importJobInputs(pipeline: Pipeline, ...also: string[]) {
  const { force } = pipeline.shared;
  const all = stageInputs(pipeline);
  const handsOn = ["oversize_queue_arn", "oversize_queue_url"] as const;
  const unused = ["tracing", "vpc", ...handsOn, ...Object.keys(force), ...also];
  const used = Object.entries(all).filter(([name]) => !unused.includes(name));
  return {
    ...(Object.fromEntries(used) as Omit<typeof all, (typeof handsOn)[number] | keyof typeof force>),
    idempotency_table_name: STAGE.idempotency_table_name,
    idempotency_table_arn: STAGE.idempotency_table_arn,
    token_key_secret_arn: STAGE.token_key_secret_arn,
  };
}

export const sizeOf = (size: Expr) =>
  Object.fromEntries(Object.keys(sizeInputs).map((name) => [name, size.attr(name)])) as {
    [K in keyof typeof sizeInputs]: Expr;
  };
