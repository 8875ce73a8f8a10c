// The tour's warehouse: the models built and tested in Redshift over the lake, their lineage, and an UNLOAD of one of them.
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { unload } from "../../warehouse/kysely/index.ts";
import { redshiftExecutor, run, textGraph } from "../../warehouse/models/project.ts";
import type { AwsConfig } from "../aws.ts";
import { projectAt } from "../models/project.ts";
import { tellRun } from "../models/report.ts";
import { warehouseFor } from "../models/warehouse.ts";
import { bytes } from "../output/format.ts";
import type { Output } from "../output/output.ts";
import { readState } from "../terraform/state.ts";

/** The mart that is exported. */
const EXPORTED = "strikes_by_state";

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

/** UNLOADs a mart to the exports zone, and says what lies there then. */
export async function exportMart({ dir, state, output }: TourModels, aws: AwsConfig): Promise<void> {
  const bucket = exportsBucket(dir);
  const db = await warehouseFor(dir, ownWarehouse(state));
  const to = `s3://${bucket}/${EXPORTED}/`;
  try {
    const { settings } = await projectAt(dir, { var: [], schema: undefined });
    const query = db.withSchema(settings.schema).selectFrom(EXPORTED).selectAll();
    await unload({ query, to, iamRole: "default", format: "parquet", allowOverwrite: true }).execute(db);
  } finally {
    await db.destroy();
  }
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  try {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${EXPORTED}/` }),
    );
    for (const { Key, Size = 0 } of Contents)
      output.say(`UNLOAD of ${EXPORTED}: s3://${bucket}/${Key} (${bytes(Size)})`);
  } finally {
    s3.destroy();
  }
}

/** The lake's exports zone, by the name that the lake module gives it. */
function exportsBucket(dir: string): string {
  const names = readState(dir)
    .filter(({ type }) => type === "aws_s3_bucket")
    .map(({ attributes }) => String(attributes.bucket));
  const bucket = names.find((name) => /-exports-\d{12}$/.test(name));
  if (!bucket) throw new Error(`none of ${names.join(", ")} is the exports zone`);
  return bucket;
}

const ownWarehouse = (state: string) => ({
  state,
  workgroup: undefined,
  cluster: undefined,
  database: undefined,
  "secret-arn": undefined,
});
