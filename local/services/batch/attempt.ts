// One attempt at a job: a task of ECS, with the containers that its definition names and the volumes that they share.
import { randomBytes } from "node:crypto";
import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptContext, Task } from "./attempt-context.ts";
import { containersOf } from "./ecs.ts";
import type { AttemptContainer, Job } from "./job.ts";
import { openMetadata } from "./metadata.ts";
import type { Run } from "./run.ts";
import { startContainer, streamOf } from "./start-container.ts";
import { runTask } from "./task.ts";

export interface StartedAttempt extends Run {
  /** Of its essential container. */
  logStreamName: string;
  taskArn: string;
  /** What has become of each container. */
  containers(): (AttemptContainer & { name: string })[];
}

export async function startAttempt(
  job: Job,
  environmentName: string,
  context: AttemptContext,
): Promise<StartedAttempt> {
  const id = randomBytes(16).toString("hex");
  const taskArn = `arn:aws:ecs:${job.region}:${context.accountId}:task/AWSBatch-${environmentName}/${id}`;
  const folder = join(context.scratch, `task-${id}`);
  for (const volume of new Set(job.containers.flatMap(({ mountPoints = [] }) => mountPoints))) {
    await mkdir(join(folder, volume.sourceVolume), { recursive: true });
    // The image's user owns it on AWS; who that is, only the engine knows.
    await chmod(join(folder, volume.sourceVolume), 0o777);
  }
  const metadata = job.containers.length > 1 ? await openMetadata(taskArn) : undefined;
  const task: Task = { job, id, environmentName, folder, metadata };
  const run = runTask(job.containers, (container) => startContainer(container, task, context));
  metadata?.of(run);
  const essential = job.containers.find((one) => one.essential) ?? containersOf(job.definition)[0];
  return {
    stop: run.stop,
    ended: run.ended.finally(async () => {
      metadata?.close();
      // What an engine's root has written there, only root can remove.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }),
    logStreamName: essential ? streamOf(essential, task) : "",
    taskArn,
    containers: () =>
      run.containers().map(({ name, started, end }) => {
        const container = job.containers.find((one) => one.name === name);
        return {
          name,
          ...end,
          ...(started && container && { logStreamName: streamOf(container, task) }),
        };
      }),
  };
}
