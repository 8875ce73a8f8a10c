// The DuckDB layer: the packages under nodejs/node_modules, cut down to what runs on one processor.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { newerThan, readElfNeeds } from "./elf.ts";
import { ARCHITECTURES, type Architecture, LAMBDA_LIBRARIES } from "./limits.ts";
import { packageFolder } from "./packages.ts";
import { wheelOf } from "./wheel.ts";
import type { ZipEntry } from "./zip.ts";

export interface LayerFiles {
  entries: ZipEntry[];
  /** Bytes once unpacked. */
  unpacked: number;
  /** Hex SHA-256 over names and contents. */
  digest: string;
}

/** JavaScript, package.json, native libraries, licences; no types, maps or readmes. */
const RUNS = /(\.js|package\.json|\.node|\.so|LICENSE)$/;

/** The files of the layer for `architecture`, its native libraries checked against Lambda's system libraries. */
export async function layerFiles(architecture: Architecture): Promise<LayerFiles> {
  const packages = [
    "@duckdb/node-api",
    "@duckdb/node-bindings",
    `@duckdb/node-bindings-linux-${ARCHITECTURES[architecture]}`,
  ];
  const entries: ZipEntry[] = [];
  const hash = createHash("sha256");
  let unpacked = 0;
  for (const name of packages) {
    const folder = await packageFolder(name);
    for (const file of await filesOf(folder)) {
      const path = join(folder, file);
      if (/\.(node|so)$/.test(file)) await checkNative(path, `${name}/${file}`, architecture);
      const inZip = `nodejs/node_modules/${name}/${file}`;
      entries.push({ name: inZip, content: { path } });
      unpacked += (await stat(path)).size;
      hash.update(`${inZip}\0`);
      for await (const chunk of createReadStream(path)) hash.update(chunk);
    }
  }
  return { entries, unpacked, digest: hash.digest("hex") };
}

/**
 * What the layer's zip holds. That of Glue's processor is a wheel too, so that the workers of a Spark job install the very file that
 * Lambda takes, and it is carried once.
 */
export async function layerZipEntries(
  architecture: Architecture,
  { entries }: LayerFiles,
): Promise<ZipEntry[]> {
  if (architecture !== "x86_64") return entries;
  // By its folder Python finds the packages beside it.
  const init = { name: "headrace_duckdb/__init__.py", content: Buffer.from('"""DuckDB for Node."""\n') };
  return wheelOf([...entries, init], { name: "headrace_duckdb", tag: "py3-none-manylinux_2_28_x86_64" });
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && RUNS.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

async function checkNative(path: string, name: string, architecture: Architecture): Promise<void> {
  const needs = await readElfNeeds(path);
  if (needs.machine !== architecture)
    throw new HeadraceError(
      "wrong_processor",
      `${name} is built for ${needs.machine}, not ${architecture}.`,
      "Remove node_modules/.cache/headrace and build again.",
      3,
    );
  const missing = newerThan(needs, LAMBDA_LIBRARIES);
  if (missing.length > 0)
    throw new HeadraceError(
      "glibc_too_new",
      `${name} needs ${missing.join(", ")}; Lambda's Amazon Linux 2023 has glibc ${LAMBDA_LIBRARIES.GLIBC}.`,
      "Use a version of the package that was built on an older system.",
    );
}
