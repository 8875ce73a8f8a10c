// The stage function's code in a job, which takes what no function holds: what Batch's and Glue's jobs are told of it.
import * as z from "zod";
import { optionalArn } from "../constructs/inputs.ts";
import { tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";

const stage = inputs.shape;

/** The variables of a module whose jobs import. */
export const importJobInputs = {
  contract_uri: stage.contract_uri,
  contract_digest: stage.contract_digest,
  landing_bucket: stage.landing_bucket,
  curated_bucket: stage.curated_bucket,
  quarantine_bucket: stage.quarantine_bucket,
  audit_table_name: stage.audit_table_name,
  audit_table_arn: stage.audit_table_arn,
  audit_ttl_days: stage.audit_ttl_days,
  idempotency_table_name: z
    .string()
    .describe("Name of the stage function's table that locks runs: jobs and function hold the same locks."),
  idempotency_table_arn: z.string().describe("ARN of that table."),
  token_key_secret_arn: optionalArn(
    "secretsmanager",
    "ARN of the secret of the token key, where there is one.",
  ),
  uses_token_key: stage.uses_token_key,
  vault_table_name: stage.vault_table_name,
  vault_kms_key_arn: stage.vault_kms_key_arn,
  uses_lookups: stage.uses_lookups,
};

/** What the stage function has beside, as a job has it: all stages in one pass, and nothing that hands on what is too large. */
export function onePass<V extends object>(vars: V) {
  const nothing = tf`null`;
  return {
    ...vars,
    stages: tf`[]`,
    interim_bucket: nothing,
    next_queue_arn: nothing,
    next_queue_url: nothing,
    oversize_queue_arn: nothing,
    oversize_queue_url: nothing,
    create_token_key: tf`false`,
  };
}
