// The containers of one task, in the order that their dependencies ask for: when an essential one ends, all end.
// Source: AWS Batch API Reference, TaskContainerDependency; ECS Developer Guide, "Container dependency".
import type { TaskContainer } from "./container.ts";
import type { Run, RunEnd } from "./run.ts";

interface Member {
  container: TaskContainer;
  run?: Run;
  end?: RunEnd;
  started: boolean;
}

export interface TaskRun extends Run {
  /** What has become of each so far. */
  containers(): { name: string; started: boolean; end?: RunEnd }[];
}

/** @param start starts one; what keeps it from starting is the reason of its end */
export function runTask(
  containers: readonly TaskContainer[],
  start: (container: TaskContainer) => Promise<Run>,
): TaskRun {
  const members: Member[] = containers.map((container) => ({ container, started: false }));
  let stopping: { grace?: number | undefined } | undefined;
  let over: (end: RunEnd) => void = () => undefined;
  const ended = new Promise<RunEnd>((resolve) => {
    over = resolve;
  });
  const isReady = ({ container, started }: Member): boolean =>
    !started &&
    container.dependsOn.every(({ containerName, condition }) => {
      const other = members.find(({ container: { name } }) => name === containerName);
      if (condition === "START") return other?.started ?? false;
      if (!other?.end) return false;
      return condition === "COMPLETE" || other.end.exitCode === 0;
    });
  const stopAll = (grace?: number): void => {
    stopping ??= { grace };
    for (const { run, end } of members) if (!end) run?.stop(grace);
  };

  const begin = async (member: Member): Promise<void> => {
    member.started = true;
    const run = await start(member.container);
    member.run = run;
    if (stopping) run.stop(stopping.grace);
    member.end = await run.ended;
    step();
  };

  const step = (): void => {
    const done = members.find(({ container, end }) => container.essential && end);
    if (done) stopAll();
    else if (!stopping) for (const member of members) if (isReady(member)) void begin(member);
    if (members.some(({ started, end }) => started && !end)) return;
    // Nothing runs, and nothing that is left can start: what an essential one waits for has failed.
    over(done?.end ?? { reason: stopping ? "Task stopped" : "Task failed to start" });
  };

  step();
  return {
    ended,
    stop: stopAll,
    containers: () =>
      members.map(({ container: { name }, started, end }) => ({ name, started, ...(end && { end }) })),
  };
}
