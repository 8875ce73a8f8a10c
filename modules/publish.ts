// Writes the module set as it is published: the pipeline at the root, the others under modules/, and their zips.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MODULES, ROOT_MODULE } from "./index.ts";

/** The zips of each module that has some; the names are those that its main.tf.json refers to. */
export const MODULE_ARTIFACTS = {
  stage: ["stage.zip", "duckdb-layer-arm64.zip", "duckdb-layer-x86_64.zip"],
  catalog: ["catalog.zip"],
} as const;

/** File → content of every text file of the set, by its path in the set. */
export function moduleFiles(): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  for (const [folder, definition] of [
    ["", ROOT_MODULE] as const,
    ...MODULES.map((m) => [`modules/${m.name}`, m] as const),
  ]) {
    for (const [file, content] of Object.entries(definition.files())) files[join(folder, file)] = content;
  }
  return files;
}

/** Writes `files` under `folder`. */
export async function writeFiles(folder: string, files: { [path: string]: string }): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** Copies each module's zips from `artifacts`, the folder that buildArtifacts wrote. */
export async function copyArtifacts(folder: string, artifacts: string): Promise<void> {
  for (const [name, zips] of Object.entries(MODULE_ARTIFACTS)) {
    for (const zip of zips) await cp(join(artifacts, zip), join(folder, "modules", name, "artifacts", zip));
  }
}

/** Writes the set to `folder`, in place of what is there. */
export async function publishModules(folder: string, artifacts: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await writeFiles(folder, moduleFiles());
  await copyArtifacts(folder, artifacts);
}
