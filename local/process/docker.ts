// The container engine, by its own command, which knows how it is reached.
import { execFile } from "node:child_process";

export interface DockerAnswer {
  ok: boolean;
  /** What it printed; why it failed, where it did. */
  out: string;
}

/** @param environment variables of the command's own, for what must not show in a list of processes */
export const docker = (
  args: readonly string[],
  timeout: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<DockerAnswer> =>
  new Promise((resolve) => {
    execFile("docker", args, { timeout, env: { ...process.env, ...environment } }, (error, stdout, stderr) =>
      resolve({ ok: !error, out: error ? stderr || error.message : stdout }),
    );
  });

/** Whether a container engine answers. */
export async function engineAnswers(): Promise<boolean> {
  return (await docker(["version", "--format", "{{.Server.Version}}"], 10_000)).ok;
}
