// Runs of jobs of Glue: what Glue says of them, and their processes on this machine.
import { readdirSync, readFileSync } from "node:fs";
import { GetJobRunsCommand, type GlueClient, type JobRun } from "@aws-sdk/client-glue";
import type { Laptop } from "../laptop.ts";

/** The newest first. */
export const runsOf = async (glue: GlueClient, JobName: string): Promise<JobRun[]> =>
  (await glue.send(new GetJobRunsCommand({ JobName }))).JobRuns ?? [];

/** The group of processes of a run of this laptop's local AWS. */
export const sparkProcess = (laptop: Laptop): number | undefined =>
  readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .find((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
        const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
        return command.includes("SparkSubmit") && environment.includes(`TMPDIR=${laptop.home}`);
      } catch {
        return false;
      }
    });
