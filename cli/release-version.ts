// The version of this headrace: that of its package, of its module set and of its archive.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./module-files.ts";

export const RELEASE_VERSION: string = (
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }
).version;
