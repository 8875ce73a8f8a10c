// npm run build:receive: headrace/receive as a package of its own, dist/headrace-receive, for those who have no checkout. It is
// built as the dialect is: JavaScript with declarations, the same bytes from the same sources.
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { importDeclarations } from "../../warehouse/kysely/package/build.ts";

export const RECEIVE_PACKAGE = "headrace-receive";
const ROOT = join(import.meta.dirname, "..", "..");

/** Builds the package into `folder`, which is emptied first. */
export async function buildReceive(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const project = join(ROOT, "receive", "package");
  await promisify(execFile)(process.execPath, [tsc, "-p", project, "--outDir", folder]);
  await importDeclarations(folder);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(), null, 2)}\n`);
  await writeFile(join(folder, "README.md"), await readme());
  await cp(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
}

async function manifest(): Promise<Record<string, unknown>> {
  const { version, license } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  return {
    name: RECEIVE_PACKAGE,
    version,
    description:
      "Verifies what Amazon SNS posts over HTTPS, confirms subscriptions, and handles each message once.",
    keywords: ["aws", "sns", "webhook", "signature", "verify", "fetch"],
    license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    exports: { ".": { types: "./index.d.ts", default: "./index.js" }, "./package.json": "./package.json" },
  };
}

/** The guide, with the package's own name, and without links to pages that are not in the package. */
async function readme(): Promise<string> {
  const guide = await readFile(join(ROOT, "docs", "guide", "delivery.md"), "utf8");
  return guide
    .replaceAll('"headrace/receive"', `"${RECEIVE_PACKAGE}"`)
    .replace(/\[([^\]]+)\]\((?!https:)[^)]*\)/g, "$1");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = join(ROOT, "dist", RECEIVE_PACKAGE);
  await buildReceive(folder);
  console.log(folder);
}
