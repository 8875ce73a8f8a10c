// A folder that holds a registry: what any web server can hand out.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Place } from "./place.ts";

const ifThere = <T>(promise: Promise<T>): Promise<T | undefined> =>
  promise.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

export function folderPlace(dir: string): Place {
  const root = resolve(dir);
  const pathOf = (key: string): string => join(root, key);
  /** Writes beside the file, so that it appears under its name only when whole. */
  async function beside<T>(
    key: string,
    write: (partial: string) => Promise<void>,
    place: (partial: string) => Promise<T>,
  ) {
    await mkdir(dirname(pathOf(key)), { recursive: true });
    const partial = `${pathOf(key)}.${randomUUID()}.partial`;
    try {
      await write(partial);
      return await place(partial);
    } finally {
      await rm(partial, { force: true });
    }
  }
  return {
    name: dir,
    text: (key) => ifThere(readFile(pathOf(key), "utf8")),
    digest: (key) => ifThere(digestOf(pathOf(key))),
    create: (key, content) =>
      beside(
        key,
        (partial) => ("text" in content ? writeFile(partial, content.text) : copyFile(content.path, partial)),
        // A link, unlike a rename, never takes the place of a file.
        (partial) =>
          link(partial, pathOf(key)).then(
            () => true,
            (error: NodeJS.ErrnoException) => {
              if (error.code === "EEXIST") return false;
              throw error;
            },
          ),
      ),
    put: (key, text) =>
      beside(
        key,
        (partial) => writeFile(partial, text),
        (partial) => rename(partial, pathOf(key)),
      ),
    keys: async (prefix) => {
      const found = await ifThere(readdir(pathOf(prefix), { recursive: true, withFileTypes: true }));
      return (found ?? [])
        .filter((entry) => entry.isFile() && !entry.name.endsWith(".partial"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
        .sort();
    },
    close: () => undefined,
  };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
