// moto as a container, for machines that have a container engine and no Python.
import { docker } from "../process/docker.ts";
import { IMAGE } from "./versions.ts";

export class NoContainer extends Error {}

/**
 * Starts moto on a port of 127.0.0.1 that the engine chooses.
 * @param serverFolder the folder of serve.py, which the container sees read-only
 */
export async function startContainer(
  name: string,
  serverFolder: string,
  environment: Record<string, string>,
  onProgress: (message: string) => void,
): Promise<number> {
  onProgress(`starting moto, the emulated control plane, from the image ${IMAGE}`);
  // By name alone: the values, one of which is a secret, would show in the list of processes.
  const settings = Object.keys(environment).flatMap((key) => ["-e", key]);
  const started = await docker(
    [
      ...["run", "--rm", "--detach", "--name", name, "--publish", "127.0.0.1::5000"],
      ...["--volume", `${serverFolder}:/headrace:ro`, ...settings],
      ...["--entrypoint", "python", IMAGE, "/headrace/serve.py", "-H", "0.0.0.0", "-p", "5000"],
    ],
    600_000,
    environment,
  );
  if (!started.ok)
    throw new NoContainer(`docker run ${IMAGE} failed: ${started.out.trim().split("\n").at(-1)}`);
  const published = await docker(["port", name, "5000/tcp"], 10_000);
  const port = Number(/:(\d+)\s*$/m.exec(published.out)?.[1]);
  if (!port) {
    await stopContainer(name);
    throw new NoContainer(`the container engine published no port for ${IMAGE}`);
  }
  return port;
}

export async function stopContainer(name: string): Promise<void> {
  await docker(["rm", "--force", name], 30_000);
}
