// Many files of one dataset through Spark: a job of Glue on the real PySpark, where Java and Python are there. Where they are not, the
// chapter is left out and its infrastructure is not made.
import { GetJobRunsCommand, GlueClient, StartWorkflowRunCommand } from "@aws-sdk/client-glue";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { drained, whyNoSpark } from "../../../local/index.ts";
import { s3Client } from "../../objects.ts";
import { count, seconds, secondsSince } from "../../output/format.ts";
import { queryAthena } from "../../query/athena.ts";
import { shown } from "../../query/result.ts";
import { sightings } from "../sightings.ts";
import type { Chapter, Story } from "./chapter.ts";

const FILES = 20;
/** As examples/complete/main.tf names the bucket and the job. */
const BUCKET = "complete-drop-123456789012";
const JOB = "complete-import-sightings";
const WORKFLOW = "complete-import";

let missing: string | undefined;

async function drop({ aws, imports }: Story): Promise<number> {
  const lines = await sightings(imports, "strike");
  const s3 = s3Client(aws);
  try {
    for (let at = 0; at < FILES; at++) {
      const own = lines.slice((at * lines.length) / FILES, ((at + 1) * lines.length) / FILES);
      const Key = `sightings/tower-${String(at).padStart(2, "0")}.ndjson`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: `${own.join("\n")}\n` }));
    }
  } finally {
    s3.destroy();
  }
  return lines.length;
}

/** What became of the newest run of the job. */
async function imported({ aws, local, signal }: Story): Promise<string> {
  const glue = new GlueClient(aws);
  try {
    await glue.send(new StartWorkflowRunCommand({ Name: WORKFLOW }));
    await drained(local, { signal });
    const { JobRuns = [] } = await glue.send(new GetJobRunsCommand({ JobName: JOB }));
    const [run] = JobRuns;
    return `${run?.JobRunState}${run?.ErrorMessage ? `: ${run.ErrorMessage}` : ""}`;
  } finally {
    glue.destroy();
  }
}

export const spark: Chapter = {
  title: "many files through Spark",
  async variables() {
    missing = await whyNoSpark();
    return { spark: missing === undefined };
  },
  async run(story) {
    const { aws, output, pipeline, signal } = story;
    if (missing !== undefined) {
      output.say(`\nThe chapter of Spark is left out. ${missing}`);
      return true;
    }
    const rows = await drop(story);
    const begin = performance.now();
    const became = await imported(story);
    const taken = seconds(secondsSince(begin));
    const { database = "default", workgroup } = pipeline;
    const sql = "SELECT count(*) FROM sightings WHERE sighting_id LIKE 'strike-%'";
    const answer = await queryAthena({ aws, database, workgroup }, sql, signal);
    const found = Number(shown(answer.rows[0]?.[0] ?? null));
    output.say(
      `\nA Spark job of Glue imported ${FILES} files of a bucket of somebody else's, by the code of the stage function in each executor\n` +
        `${JOB}: ${became}, ${taken}; ${count(rows)} rows there, ${count(found)} in the lake`,
    );
    return became === "SUCCEEDED" && found === rows;
  },
};
