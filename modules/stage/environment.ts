// The environment of what runs stages, by the schema that its code reads it with.
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import type { StageEnvironment } from "../../core/environment/stage.ts";
import { type Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** What it reads of the stage module's inputs. */
export type StageSettings = Pick<
  Vars<typeof inputs>,
  | "contract_uri"
  | "contract_digest"
  | "stages"
  | "landing_bucket"
  | "curated_bucket"
  | "quarantine_bucket"
  | "interim_bucket"
  | "audit_table_name"
  | "audit_ttl_days"
  | "vault_table_name"
  | "vault_kms_key_arn"
  | "oversize_queue_url"
  | "next_queue_url"
>;

export function environment(
  vars: StageSettings,
  ids: { locksName: Expr; secretArn: Expr; maxBytes: Expr },
): { [name: string]: Value } {
  const tokenizes = tf`(length(${vars.stages}) == 0 || contains(${vars.stages}, "tokenize"))`;
  const variables: { [K in keyof StageEnvironment]: Value } = {
    CONTRACT_URI: vars.contract_uri,
    CONTRACT_DIGEST: vars.contract_digest,
    LANDING_BUCKET: vars.landing_bucket,
    CURATED_BUCKET: vars.curated_bucket,
    QUARANTINE_BUCKET: vars.quarantine_bucket,
    AUDIT_TABLE: vars.audit_table_name,
    IDEMPOTENCY_TABLE: ids.locksName,
    AUDIT_TTL_DAYS: vars.audit_ttl_days,
    TOKEN_KEY_SECRET_ARN: tf`${tokenizes} ? ${ids.secretArn} : null`,
    VAULT_TABLE: tf`${tokenizes} ? ${vars.vault_table_name} : null`,
    VAULT_KMS_KEY_ARN: tf`${tokenizes} ? ${vars.vault_kms_key_arn} : null`,
    MAX_OBJECT_BYTES: ids.maxBytes,
    OVERSIZE_QUEUE_URL: vars.oversize_queue_url,
    STAGES: tf`length(${vars.stages}) == 0 ? null : join(",", ${vars.stages})`,
    INTERIM_BUCKET: vars.interim_bucket,
    NEXT_QUEUE_URL: vars.next_queue_url,
  };
  return { ...(variables as { [name: string]: Value }), ...ENGINE_PROCESS };
}
