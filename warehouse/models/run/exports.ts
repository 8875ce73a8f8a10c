// UNLOAD of finished models to the exports zone, as the contract's `exports` and `deliver` have it.
import { type Kysely, sql } from "kysely";
import type { Deliveries } from "../../../core/contract/deliver/schema.ts";
import type { Exports } from "../../../core/contract/schema.ts";
import { HeadraceError } from "../../../core/errors.ts";
import { modelRowsPrefix } from "../../../core/records/delivered.ts";
import { unload } from "../../kysely/index.ts";
import type { Graph, ModelNode } from "../project/graph.ts";

export interface ExportTarget {
  bucket: string;
  /** By which the warehouse writes there: an ARN, or `default` for the warehouse's own. */
  iamRole: string;
  /** ARN of the key that the bucket is encrypted with; the bucket's own default where absent. */
  kmsKeyId?: string | undefined;
}

export interface Exported {
  model: string;
  /** The s3:// folder. */
  to: string;
}

/** Throws a HeadraceError `export_unknown` for the first export that names no model. */
export function checkExports(graph: Graph, exports: Exports): void {
  for (const name of Object.keys(exports)) modelNamed(graph, name, `exports.${name}`);
}

/** Throws a HeadraceError `export_unknown` for the first model that is to be delivered and is not there. */
export function checkDelivered(graph: Graph, topics: Deliveries): void {
  for (const [topic, { models }] of Object.entries(topics))
    for (const name of models) modelNamed(graph, name, `deliver.${topic}.models`);
}

/** Throws a HeadraceError `export_unknown` for the first model that the API is to serve and is not there. */
export function checkServed(graph: Graph, models: readonly string[]): void {
  for (const name of models) modelNamed(graph, name, "api", "serve");
}

/** Writes each model to MODEL/, in the place of what lay there. */
export async function exportModels(
  // biome-ignore lint/suspicious/noExplicitAny: models bring their own types; here statements are text
  db: Kysely<any>,
  graph: Graph,
  exports: Exports,
  target: ExportTarget,
  signal?: AbortSignal,
): Promise<Exported[]> {
  checkExports(graph, exports);
  const written: Exported[] = [];
  for (const [model, { format, partition_by }] of Object.entries(exports)) {
    const to = `s3://${target.bucket}/${model}/`;
    await unload({
      ...whole(modelNamed(graph, model, `exports.${model}`)),
      ...by(target),
      to,
      format,
      ...(partition_by.length > 0 && { partitionBy: partition_by }),
      ...(format === "csv" && { header: true }),
    }).execute(db, { signal });
    written.push({ model, to });
  }
  return written;
}

/**
 * Writes each model as Parquet to a folder that is the run's own, so that what is read of it is not what another run is
 * writing; last its manifest, with the number of rows.
 */
export async function exportForDelivery(
  // biome-ignore lint/suspicious/noExplicitAny: models bring their own types; here statements are text
  db: Kysely<any>,
  graph: Graph,
  models: readonly string[],
  runId: string,
  target: ExportTarget,
  signal?: AbortSignal,
): Promise<Exported[]> {
  const written: Exported[] = [];
  for (const model of models) {
    const to = `s3://${target.bucket}/${modelRowsPrefix(model, runId)}`;
    await unload({
      ...whole(modelNamed(graph, model, "deliver")),
      ...by(target),
      to,
      format: "parquet",
      manifest: "verbose",
    }).execute(db, { signal });
    written.push({ model, to });
  }
  return written;
}

const whole = ({ place: { schema, name } }: ModelNode) => ({
  query: sql`select * from ${sql.id(schema, name)}`,
  cleanPath: true,
});

/** Without either key, Redshift writes SSE-S3 whatever the bucket says, and the bucket's policy refuses it. */
const by = ({ iamRole, kmsKeyId }: ExportTarget) => ({
  iamRole,
  ...(kmsKeyId === undefined ? { encryptedAuto: true } : { kmsKeyId }),
});

/**
 * @param where it is named, for the error
 * @param what is to be done with it, for the error
 */
function modelNamed({ models }: Graph, wanted: string, where: string, what = "export"): ModelNode {
  const node = models.find(({ name }) => name.toLowerCase() === wanted);
  if (node) return node;
  throw new HeadraceError(
    "export_unknown",
    `${where}: There is no model ${JSON.stringify(wanted)} to ${what}.`,
    models.length > 0
      ? `Name one of ${models.map(({ name }) => name.toLowerCase()).join(", ")}.`
      : "Write the model first.",
  );
}
