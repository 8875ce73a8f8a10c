// npm run release:pack: what is published, as tarballs in dist/release: headrace, and the dialect and the receiver as packages
// of their own. The same sources give the same bytes.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { imageCode } from "../batch-images/build/root-files.ts";
import { KEPT_CODE } from "../cli/images/place.ts";
import { MODULE_SET } from "../cli/module-files.ts";
import { buildModules } from "../cli/module-set.ts";
import { bytes } from "../cli/output/format.ts";
import { makeOutput } from "../cli/output/output.ts";
import { buildReceive } from "../cli/packages/receive.ts";
import { keepBundle } from "../page/build/bundle.ts";
import { buildPackage } from "../warehouse/kysely/package/build.ts";
import { bundleClasses, HOSTS } from "./classes/bundle.ts";
import { classDeclarations } from "./classes/declarations.ts";
import { compile } from "./compile.ts";
import { ROOT, reachable } from "./files.ts";
import { manifest } from "./manifest.ts";
import { KEPT, vendor } from "./vendor.ts";

export const RELEASE = join(ROOT, "dist", "release");

/** Writes the package, as npm will pack it, to `folder`, which must be empty or absent. */
export async function writePackage(folder: string): Promise<void> {
  const { sources, data, packages } = await reachable();
  const kept = packages.filter((name) => Object.hasOwn(KEPT, name));
  await mkdir(folder, { recursive: true });
  await compile(folder, sources);
  await vendor(
    folder,
    sources.map((path) => path.replace(/\.ts$/, ".js")),
  );
  await bundleClasses(folder);
  await keepBundle(folder);
  for (const host of HOSTS)
    for (const name of [`${host}.d.ts`, `${host}.d.cts`])
      await writeFile(join(folder, "modules", name), classDeclarations(host));
  for (const path of [...data, "bin/headrace.mjs", "LICENSE", "headrace.schema.json"]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(ROOT, path), join(folder, path));
  }
  await cp(join(import.meta.dirname, "package", "README.md"), join(folder, "README.md"));
  await cp(MODULE_SET, join(folder, "dist", "terraform-aws-headrace"), { recursive: true });
  await keepImage(folder);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(kept), null, 2)}\n`);
}

/** The code of the image of jobs, which the local AWS runs as a process: once, and a fifth of its size until then. */
async function keepImage(folder: string): Promise<void> {
  const kept = join(folder, relative(ROOT, KEPT_CODE));
  await mkdir(kept, { recursive: true });
  for (const { name, content } of await imageCode("stage"))
    await writeFile(join(kept, `${name}.br`), brotliCompressSync(content));
}

/** Packs the three packages into `into`. @returns the tarballs' paths, by package */
export async function pack(into: string): Promise<Record<string, string>> {
  await mkdir(into, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), "headrace-pack-"));
  const tarballs: Record<string, string> = {};
  try {
    const packages = {
      headrace: writePackage,
      "kysely-redshift-data": buildPackage,
      "headrace-receive": buildReceive,
    };
    for (const [name, write] of Object.entries(packages)) {
      const folder = join(scratch, name);
      await write(folder);
      const { stdout } = await promisify(execFile)(
        "npm",
        ["pack", folder, "--pack-destination", into, "--json", "--ignore-scripts"],
        { cwd: scratch, maxBuffer: 64 * 1024 * 1024 },
      );
      const [packed] = JSON.parse(stdout) as { filename: string }[];
      tarballs[name] = join(into, (packed as { filename: string }).filename);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return tarballs;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const output = makeOutput(false);
  await buildModules(output);
  await rm(RELEASE, { recursive: true, force: true });
  await pack(RELEASE);
  for (const name of (await readdir(RELEASE)).sort())
    console.log(`${join("dist", "release", name)}  ${bytes((await stat(join(RELEASE, name))).size)}`);
}
