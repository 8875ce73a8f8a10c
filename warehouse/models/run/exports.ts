// UNLOAD of finished models to the exports zone, as the contract's `exports` has it.
import { type Kysely, sql } from "kysely";
import type { Exports } from "../../../core/contract/schema.ts";
import { HeadraceError } from "../../../core/errors.ts";
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
  for (const name of Object.keys(exports)) exportedModel(graph, name);
}

/** Writes each model to MODEL/, in the place of what lay there. */
export async function exportModels(
  // biome-ignore lint/suspicious/noExplicitAny: models bring their own types; here statements are text
  db: Kysely<any>,
  graph: Graph,
  exports: Exports,
  { bucket, iamRole, kmsKeyId }: ExportTarget,
  signal?: AbortSignal,
): Promise<Exported[]> {
  checkExports(graph, exports);
  const written: Exported[] = [];
  for (const [model, { format, partition_by }] of Object.entries(exports)) {
    const to = `s3://${bucket}/${model}/`;
    const { schema, name } = exportedModel(graph, model).place;
    await unload({
      query: sql`select * from ${sql.id(schema, name)}`,
      to,
      iamRole,
      format,
      ...(partition_by.length > 0 && { partitionBy: partition_by }),
      ...(format === "csv" && { header: true }),
      cleanPath: true,
      // Without either, Redshift writes SSE-S3 whatever the bucket says, and the bucket's policy refuses it.
      ...(kmsKeyId === undefined ? { encryptedAuto: true } : { kmsKeyId }),
    }).execute(db, { signal });
    written.push({ model, to });
  }
  return written;
}

function exportedModel({ models }: Graph, wanted: string): ModelNode {
  const node = models.find(({ name }) => name.toLowerCase() === wanted);
  if (node) return node;
  throw new HeadraceError(
    "export_unknown",
    `exports.${wanted}: There is no model ${JSON.stringify(wanted)} to export.`,
    models.length > 0
      ? `Name one of ${models.map(({ name }) => name.toLowerCase()).join(", ")}.`
      : "Write the model first.",
  );
}
