// What a pipeline is told of its warehouse and its models.
import * as z from "zod";
import { inputs as loadInputs } from "../load/inputs.ts";
import { inputs as transformsInputs } from "../transforms/inputs.ts";
import { inputs as warehouse } from "../warehouse/inputs.ts";

const w = warehouse.shape;
const t = transformsInputs.shape;

export const warehouseInput = z
  .object({
    type: w.type,
    create: w.create_warehouse.describe(
      "Make the warehouse. Set it to false beside `cluster_identifier` or `workgroup_name`.",
    ),
    cluster_identifier: w.cluster_identifier,
    workgroup_name: w.workgroup_name,
    workgroup_arn: w.workgroup_arn,
    database_name: w.database_name,
    admin_username: w.admin_username,
    admin_secret_arn: w.admin_secret_arn,
    db_user: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "A database user of yours for the functions, of a cluster. Where null, `headrace` is made, with what it needs and no more.",
      ),
    secret_arn: z
      .string()
      .nullable()
      .default(null)
      .describe(
        "ARN of a secret of yours with username and password for the functions. Where null, Serverless takes the administrator's.",
      ),
    port: w.port,
    cluster: w.cluster,
    serverless: w.serverless,
    network: w.network,
    audit_log_destination: w.audit_log_destination,
    audit_log_bucket: w.audit_log_bucket,
    external_schema: w.external_schema,
    load_schema: loadInputs.shape.load_schema,
    ledger_schema: loadInputs.shape.ledger_schema,
    schemas: w.schemas,
    groups: w.groups,
    users: w.users,
    grants: w.grants,
    restrict_public: z
      .boolean()
      .default(true)
      .describe(
        "Where the REST API or roles of `reports` reach the warehouse, take from PUBLIC that it may act by the warehouse's IAM roles, and make tables in the schema `public`. Set it to false only where an administrator of yours sees to it: SQL of theirs could else UNLOAD.",
      ),
    role_users: w.role_users.describe(
      "Users of yours who COPY or UNLOAD by the pipeline's role. Where the REST API or roles of `reports` reach the warehouse, nobody else may: see `restrict_public` of the module `warehouse`.",
    ),
  })
  .prefault({})
  .describe(
    "The warehouse, which is made where a dataset says `warehouse: { load: spectrum }` or `copy`: see the module `warehouse`.",
  );

export const modelsInput = z
  .object({
    s3: t.models_s3,
    run_on_curated: z.boolean().default(true).describe("Run the models when datasets were curated."),
    schedules: t.schedules,
    models_schema: t.models_schema,
    selection: t.selection,
    threads: t.threads,
    vars: t.vars,
    memory_mb: t.memory_mb,
    timeout_seconds: t.timeout_seconds,
    batch_window_seconds: t.batch_window_seconds,
    reserved_concurrency: t.reserved_concurrency,
    allow_recursive_loop: t.allow_recursive_loop,
    compute: t.compute,
  })
  .prefault({})
  .describe("The models in the warehouse, and when they are run: see the module `transforms`.");
