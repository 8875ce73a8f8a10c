// Where members find what others made, whichever is built first.
import { api } from "../api/index.ts";
import { athena } from "../athena/index.ts";
import { audit } from "../audit/index.ts";
import { authorizer } from "../authorizer/index.ts";
import { batch } from "../batch/index.ts";
import { catalog } from "../catalog/index.ts";
import { delivery } from "../delivery/index.ts";
import { detokenize } from "../detokenize/index.ts";
import { Expr, outputsOfCall, outputsOfCalls, tf, type Value } from "../kit/index.ts";
import { queue } from "../queue/index.ts";
import { rules } from "../rules/index.ts";
import { stage } from "../stage/index.ts";
import { warehouse } from "../warehouse/index.ts";
import {
  DELIVERS,
  USES_API,
  USES_BATCH,
  USES_DETOKENIZE,
  USES_JWT,
  USES_MODELS,
  USES_RECORDS,
  USES_RULES,
  USES_WAREHOUSE,
} from "./asks.ts";

export const AUDIT = outputsOfCall("audit", audit);
export const STAGE = outputsOfCall("stage", stage);
export const CATALOG = outputsOfCall("catalog", catalog);
export const AUTHORIZER = outputsOfCall("authorizer", authorizer, { when: USES_JWT });
export const WORKGROUP = outputsOfCall("athena", athena, { when: new Expr("var.create_workgroup") });
export const API = outputsOfCall("api", api, { when: USES_API, apart: true });
export const RULES = outputsOfCall("rules", rules, { when: USES_RULES });
export const DETOKENIZE = outputsOfCall("detokenize", detokenize, { when: USES_DETOKENIZE });
export const BATCH = outputsOfCall("batch", batch, { when: USES_BATCH });
export const OVERSIZE_QUEUE = outputsOfCall("oversize_queue", queue);
export const WAREHOUSE = outputsOfCall("warehouse", warehouse, { when: USES_WAREHOUSE });
export const DELIVERY = outputsOfCall("delivery", delivery, { when: DELIVERS });
export const DELIVER_QUEUE = outputsOfCall("deliver_queue", queue, { when: DELIVERS });
export const RECORDS_QUEUE = outputsOfCall("records_queue", queue, { when: USES_RECORDS });
export const TRANSFORMS_QUEUE = outputsOfCall("transforms_queue", queue, { when: USES_MODELS });

const SEGMENT_QUEUES = outputsOfCalls("part_queue", queue);
/** The bucket between the parts of a topology; null where there are none. */
export const INTERIM_BUCKET = new Expr("local.interim_bucket");

/** The table and the key of the vault; null where no column says `tokenize: vault`. */
export const VAULT_TABLE = new Expr("local.vault_table_name");
export const VAULT_KEY_ARN = new Expr("local.vault_kms_key_arn");

/** How the stage function, or a part of the topology, hands on to the next. */
export const handsOn = (name: Value) => {
  const next = tf`local.next_part[${name}]`;
  return {
    interim_bucket: INTERIM_BUCKET,
    next_queue_arn: tf`try(${SEGMENT_QUEUES.queue_arn}[${next}], null)`,
    next_queue_url: tf`try(${SEGMENT_QUEUES.queue_url}[${next}], null)`,
  };
};
