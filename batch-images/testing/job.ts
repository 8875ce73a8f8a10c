// Runs a job as a process: the bundle that the image holds, started as the image starts it.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ENGINE_PROCESS } from "../../core/environment/engine-process.ts";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { ROOT } from "../../handlers/build/packages.ts";
import { type Ended, endOf } from "../../handlers/testing/ended.ts";
import { entryOf } from "../build/images.ts";

export interface JobOptions {
  env: Record<string, string>;
  command: readonly string[];
  /** Sent before the n-th request to AWS (from 0). */
  signal?: { name: "SIGKILL" | "SIGTERM"; before: number };
}

/** What a job definition of the module sets, beside the stage's own environment. */
export const JOB_ENV = { JOB_VCPUS: "2", JOB_MEMORY_MB: "2048", ...ENGINE_PROCESS };

export class JobBench {
  readonly #folder: string;
  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(scratch: string): Promise<JobBench> {
    const folder = await mkdtemp(join(scratch, "job-"));
    const { files } = await bundleEntry(entryOf("stage"));
    for (const { name, content } of files) await writeFile(join(folder, name), content);
    return new JobBench(folder);
  }

  /** Where node looks for packages, beside this machine's: those of the layer that the last job has unpacked. */
  get layerPath(): string {
    return [
      join(this.#folder, "scratch", "layer", "nodejs", "node_modules"),
      join(ROOT, "node_modules"),
    ].join(":");
  }

  async run({ env, command, signal }: JobOptions): Promise<Ended> {
    const scratch = join(this.#folder, "scratch");
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch);
    const child = spawn(
      process.execPath,
      ["--import", join(import.meta.dirname, "requests.mjs"), join(this.#folder, "index.js"), ...command],
      {
        env: {
          ...JOB_ENV,
          ...env,
          NODE_PATH: join(ROOT, "node_modules"),
          TMPDIR: scratch,
          ...(signal && { HEADRACE_SIGNAL: signal.name, HEADRACE_SIGNAL_BEFORE: String(signal.before) }),
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    return endOf(child);
  }
}
