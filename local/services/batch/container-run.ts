// A job of any image in the container engine, where there is one: with the limits, the user and the root file system that
// its definition asks for, and on this machine's network, where the local AWS listens.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { docker, engineAnswers } from "../../process/docker.ts";
import { OUT_OF_MEMORY, type Run, type RunEnd, STOP_MS, type ToRun } from "./run.ts";

/** Exit code of `docker run` where the engine itself failed, and not what it ran. */
const ENGINE_FAILED = 125;

/** Images of an account's own registry, which no real registry must be asked for: what runs here was built here. */
const OF_ACCOUNT = /^\d{12}\.dkr\.ecr\./;

export async function runContainer({
  container,
  mounts,
  command,
  env,
  memory,
  vcpus,
  log,
}: ToRun): Promise<Run> {
  const { image } = container;
  if (!(await engineAnswers()))
    return failed(
      `CannotPullContainerError: the local AWS runs ${image} in a container engine, and none answers. Start Docker, or set DOCKER_HOST, and submit the job again.`,
    );
  if (OF_ACCOUNT.test(image) && !(await docker(["image", "inspect", image], 30_000)).ok)
    return failed(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: not found. Push it: headrace image push.`,
    );
  const name = `headrace-job-${randomBytes(6).toString("hex")}`;
  const child = spawn(
    "docker",
    [
      ...[
        "run",
        "--name",
        name,
        "--network",
        "host",
        "--cap-drop",
        "ALL",
        "--security-opt",
        "no-new-privileges",
      ],
      ...["--memory", `${memory}m`, "--cpus", String(vcpus), "--stop-timeout", String(STOP_MS / 1000)],
      ...(container.readonlyRootFilesystem ? ["--read-only"] : []),
      ...(container.user ? ["--user", container.user] : []),
      ...mounts.flatMap(({ host, path, readOnly }) => [
        "--mount",
        `type=bind,source=${host},target=${path}${readOnly ? ",readonly" : ""}`,
      ]),
      // By name alone: values, some of which are secret, would show in the list of processes.
      ...Object.keys(env).flatMap((key) => ["--env", key]),
      ...[image, ...command],
    ],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => log.write(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-2000);
    log.write(chunk);
  });
  const ended = new Promise<RunEnd>((resolve) => {
    child.once("error", (error) => resolve({ reason: `CannotStartContainerError: ${error.message}` }));
    child.once("close", async (code) => {
      const oom = await docker(["inspect", "--format", "{{.State.OOMKilled}}", name], 30_000);
      await docker(["rm", "--force", "--volumes", name], 60_000);
      if (code === ENGINE_FAILED) return resolve({ reason: `CannotPullContainerError: ${lastLine(errors)}` });
      resolve({
        exitCode: code ?? 137,
        ...(oom.out.trim() === "true" && { reason: OUT_OF_MEMORY }),
      });
    });
  });
  return {
    ended,
    stop: (grace = STOP_MS) =>
      void docker(["stop", "--time", String(Math.ceil(grace / 1000)), name], grace + 30_000),
  };
}

const failed = (reason: string): Run => ({ ended: Promise.resolve({ reason }), stop: () => undefined });
const lastLine = (text: string): string =>
  text
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("See '"))
    .at(-1) ?? "";
