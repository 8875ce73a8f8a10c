// A file larger than the function takes: it becomes a job of Batch by itself, and its rows lie where all rows do.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { regularFile } from "../../imports/parse.ts";
import { bytes, count, seconds } from "../../output/format.ts";
import { importFiles } from "../../pipeline/import.ts";
import { listJobs } from "../../pipeline/jobs.ts";
import { sightings } from "../sightings.ts";
import type { Chapter, Story } from "./chapter.ts";

/** As examples/complete/main.tf has it. */
const MAX_OBJECT_BYTES = 2_000_000;

/** What became of the newest job of the queue of large files. */
async function newestJob({ aws, pipeline }: Story): Promise<{ text: string; succeeded: boolean }> {
  const [job] = await listJobs({ aws, queues: [pipeline.jobQueue ?? ""] });
  if (!job) return { text: "no job of Batch was submitted", succeeded: false };
  const { jobName, status, startedAt = 0, stoppedAt = 0 } = job;
  return {
    text: `${jobName}: ${status}, ${seconds(Math.max(0, stoppedAt - startedAt) / 1000)}`,
    succeeded: status === "SUCCEEDED",
  };
}

export const oversize: Chapter = {
  title: "a large file through Batch",
  async variables() {
    return { batch: true };
  },
  async run(story) {
    const folder = await mkdtemp(join(tmpdir(), "headrace-tour-"));
    try {
      const path = join(folder, "radar.ndjson");
      const lines: string[] = [];
      for (let night = 1, size = 0; size <= MAX_OBJECT_BYTES; night++)
        for (const line of await sightings(story.imports, `radar-${night}`)) {
          lines.push(line);
          size += line.length + 1;
        }
      await writeFile(path, `${lines.join("\n")}\n`);
      const file = regularFile(path);
      const [outcome] = await importFiles(story, story.contract, [
        { dataset: "sightings", file: "radar.ndjson", ...file },
      ]);
      const { text, succeeded } = await newestJob(story);
      const curated = outcome?.rowsCurated ?? 0;
      story.output.say(
        `\nA file of ${bytes(file.bytes)}, where the function takes ${bytes(MAX_OBJECT_BYTES)}, went to a job of Batch by itself, which runs the function's code\n` +
          `${text}; ${count(lines.length)} rows there, ${count(curated)} in the lake`,
      );
      return succeeded && !outcome?.rejected && curated === lines.length;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
