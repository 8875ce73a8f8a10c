// UNLOAD of finished models to the exports zone.
import { sql } from "kysely";
import * as z from "zod";
import { type Export, exportSchema, type TransformsEnvironment } from "../../core/environment/transforms.ts";
import { HeadraceError } from "../../core/errors.ts";
import { unload } from "../../warehouse/kysely/index.ts";
import type { Graph } from "../../warehouse/models/project/graph.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import { logger } from "./telemetry.ts";

/** Writes each model to MODEL/ in the place of what lay there. @returns the s3:// folders */
export async function exportModels(
  db: Warehouse,
  graph: Graph,
  env: TransformsEnvironment,
  signal: AbortSignal,
): Promise<string[]> {
  const folders: string[] = [];
  for (const wanted of exportsOf(env)) {
    const to = `s3://${env.EXPORTS_BUCKET}/${wanted.model}/`;
    const { schema, name } = placeOf(wanted, graph);
    await unload({
      query: sql`select * from ${sql.id(schema, name)}`,
      to,
      iamRole: env.IAM_ROLE_ARN,
      format: wanted.format,
      ...(wanted.partition_by.length > 0 && { partitionBy: wanted.partition_by }),
      ...(wanted.format === "csv" && { header: true }),
      cleanPath: true,
    }).execute(db, { signal });
    logger.info("Model exported", { model: wanted.model, to });
    folders.push(to);
  }
  return folders;
}

function exportsOf(env: TransformsEnvironment): Export[] {
  if (!env.EXPORTS || !env.EXPORTS_BUCKET) return [];
  return z.array(exportSchema).parse(JSON.parse(env.EXPORTS));
}

function placeOf({ model }: Export, graph: Graph): { schema: string; name: string } {
  const node = graph.models.find(({ name }) => name.toLowerCase() === model.toLowerCase());
  if (node) return node.place;
  throw new HeadraceError(
    "export_unknown",
    `There is no model ${JSON.stringify(model)} to export.`,
    `Name one of ${graph.models.map(({ name }) => name).join(", ")}.`,
  );
}
