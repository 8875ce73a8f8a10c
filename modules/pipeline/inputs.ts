// What a pipeline is told: the contract's datasets, what of the estate to use, and how large its functions are.
import * as z from "zod";
import { athena } from "../athena/index.ts";
import { lakeFormationInput } from "../catalog/lake-formation.ts";
import { datasetsInput } from "../constructs/datasets.ts";
import {
  alarmTopicsInput,
  boundaryInput,
  forceInputs,
  functionInputs,
  keyInputs,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";
import { delivery } from "../delivery/index.ts";
import { lake } from "../lake/index.ts";
import { inputs as stageInputs } from "../stage/inputs.ts";
import { inputs as transformsInputs } from "../transforms/inputs.ts";
import { apiAccessInput, apiContractInput } from "./api-inputs.ts";
import { archiveInput } from "./archive-inputs.ts";
import { batchInput } from "./batch-inputs.ts";
import { jobsInput } from "./jobs-inputs.ts";
import { monitoringInput } from "./monitoring-inputs.ts";
import { recordsInput } from "./records-inputs.ts";
import { reportsInput } from "./reports-inputs.ts";
import { detokenizeInput, rulesInput } from "./token-inputs.ts";
import { interimInput, sizeInputs, topologyInput } from "./topology-inputs.ts";
import { vaultInput } from "./vault-inputs.ts";
import { modelsInput, warehouseInput } from "./warehouse-inputs.ts";

const { existing_buckets, versioning, lifecycles, archive_small_objects, access_logs } = lake.inputs.shape;
const { bytes_scanned_cutoff, named_queries } = athena.inputs.shape;
const { create_token_key, token_key_secret_arn, audit_ttl_days } = stageInputs.shape;
const { architecture, artifacts, log_retention_days, tracing, vpc, additional_kms_key_arns } = functionInputs;

export const inputs = z.object({
  name: nameInput,
  datasets: datasetsInput,
  exports: transformsInputs.shape.exports.describe(
    "Models that are unloaded to the exports zone once they are built, each to MODEL/: the contract's `exports`.",
  ),
  deliver: delivery.inputs.shape.deliver.describe(
    "Topics, and the datasets and models whose rows are sent to them: the contract's `deliver`.",
  ),
  jobs: jobsInput,
  api: apiContractInput,
  api_access: apiAccessInput,
  rules: rulesInput,
  detokenize: detokenizeInput,
  tags: tagsInput,
  ...keyInputs,
  additional_kms_key_arns,
  permissions_boundary_arn: boundaryInput,
  vpc,
  existing_buckets,
  versioning,
  lifecycles,
  archive_small_objects,
  access_logs,
  manage_notifications: z
    .boolean()
    .default(true)
    .describe(
      "Set the notifications of the landing and curated buckets, in place of any they have. With false, send " +
        "ObjectCreated of landing to the ingest queue, and of curated under `_manifests/` to the catalog queue, yourself.",
    ),
  architecture,
  artifacts,
  stage: z.object(sizeInputs).prefault({}).describe("Size and pace of the stage function."),
  batch: batchInput,
  records: recordsInput,
  topology: topologyInput,
  interim: interimInput,
  max_receives: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe("Receives after which a message goes to its dead-letter queue."),
  tracing,
  log_retention_days,
  alarm_topic_arns: alarmTopicsInput,
  monitoring: monitoringInput,
  audit_ttl_days,
  archive: archiveInput,
  reports: reportsInput,
  create_token_key: create_token_key.describe(
    "Make the secret of the key of `tokenize: hmac` and `ff1`, whether a column says that already, or still. The function makes its value at first use.",
  ),
  token_key_secret_arn,
  vault: vaultInput,
  create_curated_topic: z
    .boolean()
    .default(true)
    .describe(
      "Make an SNS topic for `dataset.curated`. Set it to false beside `curated_topic_arn`, or for none.",
    ),
  curated_topic_arn: optionalArn("sns", "ARN of a topic of yours for `dataset.curated`."),
  create_workgroup: z.boolean().default(true).describe("Make an Athena workgroup over the lake."),
  bytes_scanned_cutoff,
  named_queries,
  lake_formation: lakeFormationInput,
  warehouse: warehouseInput,
  models_zip: transformsInputs.shape.models_zip.describe(
    "Path of the zip of the models, which `headrace models pack` wrote; no models are run where this and `models.s3` are null.",
  ),
  models: modelsInput,
  ...forceInputs,
});
