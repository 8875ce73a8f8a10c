// The processes of all functions: kept warm, one invocation at a time each, no more of a function than its limit.
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { type DeployedFunction, NotRunnable } from "./functions.ts";
import { type InvocationResult, Sandbox, type SandboxOptions } from "./sandbox.ts";

/** How long an idle process is kept. */
const IDLE_MS = 5 * 60_000;

/** How many invocations of one function run at once where it has reserved none: a laptop is not a region. */
export const LOCAL_CONCURRENCY = Math.max(2, availableParallelism());

interface Lane {
  sandboxes: Set<Sandbox>;
  running: number;
  waiting: (() => void)[];
}

export interface PoolEntry {
  function: string;
  running: number;
  waiting: number;
  processes: number[];
}

export class Pool {
  readonly #options: (deployed: DeployedFunction) => Promise<SandboxOptions>;
  readonly #done: (deployed: DeployedFunction, outcome: InvocationResult) => void;
  readonly #throttled: (deployed: DeployedFunction) => void;
  readonly #lanes = new Map<string, Lane>();
  readonly #reaper: NodeJS.Timeout;
  #closed = false;

  /**
   * @param options what a new process of a function needs
   * @param done told of each invocation's end
   * @param throttled told of each that may not run
   */
  constructor(
    options: (deployed: DeployedFunction) => Promise<SandboxOptions>,
    done: (deployed: DeployedFunction, outcome: InvocationResult) => void = () => {},
    throttled: (deployed: DeployedFunction) => void = () => {},
  ) {
    this.#options = options;
    this.#done = done;
    this.#throttled = throttled;
    this.#reaper = setInterval(() => void this.#reap(), 30_000);
    this.#reaper.unref();
  }

  /** How many invocations of it may run at once. */
  limit(deployed: DeployedFunction): number {
    return Math.min(deployed.reserved ?? LOCAL_CONCURRENCY, LOCAL_CONCURRENCY);
  }

  /** Runs an invocation, when one of the function's processes is free or may be started. */
  async invoke(
    deployed: DeployedFunction,
    event: unknown,
    requestId: string = randomUUID(),
    lineage = "",
  ): Promise<InvocationResult> {
    const arn = deployed.configuration.FunctionArn;
    if (this.limit(deployed) === 0) {
      this.#throttled(deployed);
      throw new NotRunnable(
        "TooManyRequestsException",
        "Rate Exceeded: the function's reserved concurrency is 0.",
      );
    }
    let lane = this.#lanes.get(arn);
    if (!lane) {
      lane = { sandboxes: new Set(), running: 0, waiting: [] };
      this.#lanes.set(arn, lane);
    }
    while (lane.running >= this.limit(deployed)) {
      await new Promise<void>((resolve) => lane.waiting.push(resolve));
    }
    lane.running += 1;
    try {
      const sandbox = await this.#take(lane, deployed);
      const outcome = await sandbox.invoke(event, requestId, lineage);
      sandbox.busy = false;
      if (!sandbox.usable) lane.sandboxes.delete(sandbox);
      this.#done(deployed, outcome);
      return outcome;
    } finally {
      lane.running -= 1;
      lane.waiting.shift()?.();
    }
  }

  async #take(lane: Lane, deployed: DeployedFunction): Promise<Sandbox> {
    if (this.#closed) throw new Error("the local AWS is ending");
    for (const sandbox of lane.sandboxes) {
      if (sandbox.busy) continue;
      if (sandbox.usable && sandbox.fingerprint === deployed.fingerprint) {
        sandbox.busy = true;
        return sandbox;
      }
      // It runs another version of the code or its configuration, or is dead.
      lane.sandboxes.delete(sandbox);
      void sandbox.kill();
    }
    const sandbox = await Sandbox.start(deployed, await this.#options(deployed));
    sandbox.busy = true;
    lane.sandboxes.add(sandbox);
    return sandbox;
  }

  async #reap(): Promise<void> {
    const oldest = Date.now() - IDLE_MS;
    for (const lane of this.#lanes.values()) {
      for (const sandbox of lane.sandboxes) {
        if (sandbox.busy || sandbox.idleSince > oldest) continue;
        lane.sandboxes.delete(sandbox);
        await sandbox.kill();
      }
    }
  }

  /** What runs, by function. */
  entries(): PoolEntry[] {
    return [...this.#lanes].map(([arn, lane]) => ({
      function: arn.split(":").slice(6).join(":"),
      running: lane.running,
      waiting: lane.waiting.length,
      processes: [...lane.sandboxes].flatMap((sandbox) => sandbox.pid ?? []),
    }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#reaper);
    await Promise.all(
      [...this.#lanes.values()].flatMap((lane) => [...lane.sandboxes].map((one) => one.kill())),
    );
  }
}
