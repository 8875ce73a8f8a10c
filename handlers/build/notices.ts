// THIRD_PARTY_NOTICES of a zip: the licence texts of the packages that the bundler put in, which their licences ask for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packages.ts";

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** @param inputs files of a bundle, relative to the checkout */
export function notices(inputs: readonly string[]): string {
  const folders = [...new Set(inputs.flatMap((path) => packageFolder(path) ?? []))].sort();
  return [
    "What lies here contains the packages below, under their own licences.\n",
    ...folders.map(notice),
  ].join("\n");
}

/** `node_modules/a/node_modules/@b/c/lib/x.js` → `node_modules/a/node_modules/@b/c` */
const packageFolder = (path: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

function notice(folder: string): string {
  const manifest = join(ROOT, folder, "package.json");
  const { name, version, license } = JSON.parse(readFileSync(manifest, "utf8"));
  const texts = readdirSync(join(ROOT, folder))
    .filter((file) => LICENSE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(ROOT, folder, file), "utf8").trim());
  const head = `${"=".repeat(80)}\n${name} ${version}, ${license ?? "licence as below"}\n${"=".repeat(80)}`;
  return [head, ...texts, ""].join("\n");
}
