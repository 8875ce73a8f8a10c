// The ways of Batch to import files of a test: as a process, and in a container of the image.
import type { Importer } from "../../handlers/testing/outcome.ts";
import type { StageBench } from "../../handlers/testing/stage-bench.ts";
import { runContainer } from "./container.ts";
import type { JobBench } from "./job.ts";

/** One notification of them all, as S3 may send it. */
const together = (events: readonly string[]): string =>
  JSON.stringify({
    Records: events.flatMap((event) => (JSON.parse(event) as { Records: object[] }).Records),
  });

const environment = ({ account, pipeline }: StageBench, env: Record<string, string>) => ({
  ...account.env,
  ...pipeline.stageEnv,
  ...env,
});

function ended(code: number | string | null, log: string): void {
  if (code !== 0) throw new Error(`The job ended with ${code}:\n${log}`);
}

export const byProcess =
  (bench: StageBench, jobs: JobBench): Importer =>
  async (events, env) => {
    const { code, log } = await jobs.run({ command: [together(events)], env: environment(bench, env) });
    ended(code, log);
  };

/** @param image its name in the engine */
export const byImage =
  (bench: StageBench, image: string): Importer =>
  async (events, env) => {
    const { code, log } = await runContainer({
      image,
      command: [together(events)],
      env: environment(bench, env),
    });
    ended(code, log);
  };
