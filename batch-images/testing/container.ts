// Runs the image as AWS runs it: not root, no capability, a root file system that nobody can write to.
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from "testcontainers";
import type { Ended } from "../../handlers/testing/ended.ts";
import { JOB_ENV } from "./job.ts";

class JobContainer extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.hostConfig.ReadonlyRootfs = true;
    this.hostConfig.CapDrop = ["ALL"];
    this.hostConfig.SecurityOpt = ["no-new-privileges"];
  }
}

export interface ContainerOptions {
  image: string;
  env: Record<string, string>;
  command: string[];
  /** Volumes of the engine, by the path that each is at. */
  volumes?: Readonly<Record<string, string>>;
  /** Another than the image's. */
  user?: string;
  /** Called once it runs, with what ends it. */
  started?: (end: (signal: string) => Promise<void>, log: () => string) => Promise<void>;
}

export async function runContainer(options: ContainerOptions): Promise<Ended> {
  const { image, env, command, volumes = {}, user, started } = options;
  let log = "";
  const job = new JobContainer(image);
  if (user) job.withUser(user);
  const container: StartedTestContainer = await job
    .withNetworkMode("host")
    .withBindMounts(Object.entries(volumes).map(([target, source]) => ({ source, target, mode: "rw" })))
    .withEnvironment({ ...JOB_ENV, ...env })
    .withCommand(command)
    .withLogConsumer((stream: Readable) => {
      stream.on("data", (data) => {
        log += data;
      });
    })
    .withWaitStrategy(begun)
    .start();
  const { container: runtime } = await getContainerRuntimeClient();
  const handle = runtime.getById(container.getId());
  try {
    await started?.(
      async (signal) => {
        await handle.kill({ signal });
      },
      () => log,
    );
    const { StatusCode } = (await handle.wait()) as { StatusCode: number };
    // The log's last lines come by another connection than the container's end.
    for (let looks = 0; looks < 20 && !log.includes("\n"); looks++) await sleep(50);
    return { code: StatusCode, log };
  } finally {
    await container.stop({ remove: true, removeVolumes: true, timeout: 0 }).catch(() => undefined);
  }
}

/** Begun is enough: a job has no port, and its end is what is waited for. */
export const begun = {
  waitUntilReady: async () => undefined,
  withStartupTimeout: () => begun,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 60_000,
};
