// What ECS tells a container of its task: how the user's container has ended.
// Source: ECS Developer Guide, "Amazon ECS task metadata endpoint version 4".
import * as z from "zod";
import { JOB_CONTAINERS } from "../../../core/environment/user-job.ts";
import { HeadraceError } from "../../../core/errors.ts";

const taskSchema = z.object({
  Containers: z.array(z.object({ Name: z.string(), ExitCode: z.number().int().nullish() })),
});

/** @throws HeadraceError task_unknown */
export async function exitCodeOfWork(): Promise<number> {
  const address = process.env.ECS_CONTAINER_METADATA_URI_V4;
  const answer = address && (await fetch(`${address}/task`, { signal: AbortSignal.timeout(10_000) }));
  const { Containers } = taskSchema.parse(answer ? await answer.json() : { Containers: [] });
  const code = Containers.find(({ Name }) => Name === JOB_CONTAINERS.work)?.ExitCode;
  if (code !== undefined && code !== null) return code;
  throw new HeadraceError(
    "task_unknown",
    `ECS does not tell how the container ${JOB_CONTAINERS.work} has ended.`,
    "Run the job by Batch on Fargate 1.4, or on machines with ECS agent 1.39 or newer.",
    3,
  );
}
