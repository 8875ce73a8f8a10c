import { expect, test } from "@jest/globals";
import type { TaskContainer } from "./container.ts";
import type { RunEnd } from "./run.ts";
import { runTask } from "./task.ts";

const container = (
  name: string,
  more: Partial<Pick<TaskContainer, "essential" | "dependsOn">> = {},
): TaskContainer => ({ name, image: name, essential: false, dependsOn: [], ...more });

/** As the pipeline's jobs have them. */
const around = [
  container("inputs"),
  container("work", { dependsOn: [{ containerName: "inputs", condition: "SUCCESS" }] }),
  container("outputs", { essential: true, dependsOn: [{ containerName: "work", condition: "COMPLETE" }] }),
];

/** Runs containers that end as they are told; says in which order they were started, and which were stopped. */
async function ran(containers: readonly TaskContainer[], ends: Record<string, RunEnd | "stopped">) {
  const log: string[] = [];
  const run = runTask(containers, async ({ name }) => {
    log.push(name);
    const end = ends[name];
    let stop = (): void => undefined;
    const stopped = new Promise<RunEnd>((resolve) => {
      stop = () => {
        log.push(`stop ${name}`);
        resolve({ exitCode: 143 });
      };
    });
    return { stop: () => stop(), ended: end === "stopped" ? stopped : Promise.resolve(end ?? {}) };
  });
  const end = await run.ended;
  return { end, log, containers: run.containers().map(({ name, end: own }) => [name, own?.exitCode]) };
}

test("one after the other, and the essential one's exit code is the task's", async () => {
  expect(
    await ran(around, { inputs: { exitCode: 0 }, work: { exitCode: 5 }, outputs: { exitCode: 5 } }),
  ).toEqual({
    end: { exitCode: 5 },
    log: ["inputs", "work", "outputs"],
    containers: [
      ["inputs", 0],
      ["work", 5],
      ["outputs", 5],
    ],
  });
});

test("what waits for the success of one that fails never starts, and the task ends", async () => {
  expect(await ran(around, { inputs: { exitCode: 1 } })).toMatchObject({
    end: { reason: "Task failed to start" },
    log: ["inputs"],
  });
});

test("when an essential one ends, the others are stopped first", async () => {
  const two = [container("beside"), container("main", { essential: true })];
  expect(await ran(two, { beside: "stopped", main: { exitCode: 0 } })).toMatchObject({
    end: { exitCode: 0 },
    log: ["beside", "main", "stop beside"],
  });
});
