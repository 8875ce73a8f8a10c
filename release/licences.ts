// npm run docs:licences: docs/licences.md, the licence of every package that users install or that a zip contains.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./files.ts";

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
}

export interface Licence {
  name: string;
  version: string;
  licence: string;
}

/** Licences that a company may install and pass on without opening its own code. Others are refused. */
export const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "Public Domain",
]);

/** Development packages whose code is bundled into what users get, by their folder: the page's. */
const BUNDLED = new Set(["node_modules/preact"]);

/** Of the lock file's production packages and those that are bundled, by name and version. */
export function licences(): Licence[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const found = new Map<string, Licence>();
  for (const [path, { version, license, dev }] of Object.entries(lock.packages as Record<string, Locked>)) {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (path === "" || (dev && !BUNDLED.has(path))) continue;
    found.set(`${name}@${version}`, { name, version, licence: license ?? "none is named" });
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Licence);
}

export function licencesPage(): string {
  const all = licences();
  const counts = Map.groupBy(all, ({ licence }) => licence);
  const summary = [...counts.keys()].sort().map((licence) => `${licence} (${counts.get(licence)?.length})`);
  return `# Licences of what Headrace installs and contains

Headrace is under Apache-2.0. These are the packages that its production dependencies bring, from the lock file; \`npm run
docs:licences\` writes this page. The zips of the functions hold the licence texts of what is in them, as THIRD_PARTY_NOTICES.

${summary.join(", ")}.

| package | version | licence |
| --- | --- | --- |
${all.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |\n`).join("")}`;
}

/** The page in the checkout. */
export const PAGE = join(ROOT, "docs", "licences.md");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(PAGE, licencesPage());
