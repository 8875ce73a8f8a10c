// One run of the jaffle shop as a process of its own, for the tests to kill: `node run-jaffle.ts ENDPOINT`.
import { fileURLToPath } from "node:url";
import { Kysely } from "kysely";
import { RedshiftDataDialect } from "../kysely/index.ts";
import { openProject, redshiftExecutor, run } from "../models/project.ts";

const db = new Kysely({
  dialect: new RedshiftDataDialect({
    endpoint: process.argv[2] as string,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    workgroupName: "local",
    database: "dev",
  }),
});
const { graph, settings } = await openProject(
  fileURLToPath(new URL("../models/testing/jaffle", import.meta.url)),
  {
    dag: "jaffle",
  },
);
process.stdout.write("loaded\n");
const report = await run(graph, settings, redshiftExecutor(db), {
  onEvent: ({ kind }) => process.stdout.write(`${kind}\n`),
});
process.stdout.write(`${report.ok}\n`);
await db.destroy();
