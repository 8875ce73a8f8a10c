// The tour's warehouse: the models built and tested in Redshift over the lake, their lineage, and the UNLOAD of those that are exported.
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type Exported, redshiftExecutor, run, textGraph } from "../../../warehouse/models/project.ts";
import type { AwsConfig } from "../../aws.ts";
import { writeExports } from "../../models/exports.ts";
import { projectAt } from "../../models/project.ts";
import { tellRun } from "../../models/report.ts";
import { warehouseFor } from "../../models/warehouse.ts";
import { s3Client } from "../../objects.ts";
import { bytes } from "../../output/format.ts";
import type { Output } from "../../output/output.ts";
import type { Chapter, Story } from "./chapter.ts";

/** Builds, tests and exports the models, and draws them. */
async function buildModels({
  dir,
  local,
  signal,
  output,
}: Story): Promise<{ ok: boolean; exported: Exported[] }> {
  const own = ownWarehouse(local.state);
  const project = await projectAt(dir, { var: [], schema: undefined });
  const db = await warehouseFor(dir, own);
  let exported: Exported[] = [];
  try {
    const report = await run(project.graph, project.settings, redshiftExecutor(db), {
      signal,
      served: project.served,
      onDone: async () => {
        exported = await writeExports(dir, own, project, db, signal);
      },
    });
    output.say("\nSQL models, built and tested inside Redshift over the lake (Spectrum)");
    tellRun(output, report, "build");
    output.say(`\nLineage\n${textGraph(project.graph)}`);
    return { ok: report.ok, exported };
  } finally {
    await db.destroy();
  }
}

/** Says what the exports left. */
async function tellUnloaded(output: Output, aws: AwsConfig, exported: readonly Exported[]): Promise<void> {
  const s3 = s3Client(aws);
  try {
    for (const { model, to } of exported) {
      const { hostname: Bucket, pathname } = new URL(to);
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: pathname.slice(1) }),
      );
      for (const { Key, Size = 0 } of Contents)
        output.say(`UNLOAD of ${model}: s3://${Bucket}/${Key} (${bytes(Size)})`);
    }
  } finally {
    s3.destroy();
  }
}

const ownWarehouse = (state: string) => ({
  state,
  workgroup: undefined,
  cluster: undefined,
  database: undefined,
  "secret-arn": undefined,
});

export const models: Chapter = {
  title: "SQL models, exports",
  async run(story) {
    const { ok, exported } = await buildModels(story);
    await tellUnloaded(story.output, story.aws, exported);
    return ok;
  },
};
