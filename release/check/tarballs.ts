// The tarballs themselves: the same bytes from two packs, and nothing in them that names this machine.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../files.ts";

export async function checkEqual(one: Record<string, string>, other: Record<string, string>): Promise<void> {
  for (const [name, path] of Object.entries(one))
    if (!(await readFile(path)).equals(await readFile(other[name] as string)))
      throw new Error(`two packs of ${name} differ`);
}

/** @param folder where the tarball may be unpacked */
export async function checkNamesNothing(tarball: string, folder: string): Promise<void> {
  await promisify(execFile)("tar", ["xzf", tarball, "-C", folder]);
  // A short name of a host is a word of any text.
  const own = [`${ROOT}/`, `${homedir()}/`, hostname()]
    .filter((text) => text.length >= 6)
    .map((text) => Buffer.from(text));
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const content = await readFile(join(file.parentPath, file.name));
    const found = own.find((text) => content.includes(text));
    if (found) throw new Error(`${join(file.parentPath, file.name)} names ${found}`);
  }
}
