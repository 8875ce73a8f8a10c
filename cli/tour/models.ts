// The tour's warehouse: the models built and tested in Redshift over the lake, their lineage, and the UNLOAD of those that are exported.
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { redshiftExecutor, run, textGraph } from "../../warehouse/models/project.ts";
import type { AwsConfig } from "../aws.ts";
import { writeExports } from "../models/exports.ts";
import { projectAt } from "../models/project.ts";
import { tellRun } from "../models/report.ts";
import { warehouseFor } from "../models/warehouse.ts";
import { bytes } from "../output/format.ts";
import type { Output } from "../output/output.ts";

export interface TourModels {
  dir: string;
  state: string;
  signal: AbortSignal;
  output: Output;
}

/** Builds and tests the models, and draws them. False where one failed. */
export async function buildModels({ dir, state, signal, output }: TourModels): Promise<boolean> {
  const { graph, settings } = await projectAt(dir, { var: [], schema: undefined });
  const db = await warehouseFor(dir, ownWarehouse(state));
  try {
    const report = await run(graph, settings, redshiftExecutor(db), { signal });
    output.say("\nSQL models, built and tested inside Redshift over the lake (Spectrum)");
    tellRun(output, report, "build");
    output.say(`\nLineage\n${textGraph(graph)}`);
    return report.ok;
  } finally {
    await db.destroy();
  }
}

/** Unloads what the contract exports, and says what lies there then. */
export async function exportMarts({ dir, state, signal, output }: TourModels, aws: AwsConfig): Promise<void> {
  const own = ownWarehouse(state);
  const project = await projectAt(dir, { var: [], schema: undefined });
  const db = await warehouseFor(dir, own);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  try {
    for (const { model, to } of await writeExports(dir, own, project, db, signal)) {
      const { hostname: Bucket, pathname } = new URL(to);
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: pathname.slice(1) }),
      );
      for (const { Key, Size = 0 } of Contents)
        output.say(`UNLOAD of ${model}: s3://${Bucket}/${Key} (${bytes(Size)})`);
    }
  } finally {
    s3.destroy();
    await db.destroy();
  }
}

const ownWarehouse = (state: string) => ({
  state,
  workgroup: undefined,
  cluster: undefined,
  database: undefined,
  "secret-arn": undefined,
});
