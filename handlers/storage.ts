// A function's own storage (/tmp): one folder per process. Lambda keeps /tmp when a process crashes and starts again, so
// what dead processes left is removed first.
import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefixOf = (service: string): string => `headrace-${service}-`;

export const ownFolder = (service: string): string => join(tmpdir(), `${prefixOf(service)}${process.pid}`);

export async function removeLeftovers(service: string): Promise<void> {
  const prefix = prefixOf(service);
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length));
    if (pid === process.pid || !isAlive(pid))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
