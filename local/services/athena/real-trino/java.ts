// A Java that runs Trino. Spark's is an older one, so that JAVA_HOME may be neither's.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { javaProperties } from "../../../process/java.ts";
import { onPath } from "../../../process/tool.ts";

/** The oldest that the Trino of libraries.ts runs on. */
const OLDEST = 24;
/** Where Linux distributions put theirs. */
const INSTALLED = "/usr/lib/jvm";

export const NEED = `Trino needs a JDK of Java ${OLDEST} or newer: install one, and set HEADRACE_JAVA to its folder.`;

/** The home of a fitting JDK: HEADRACE_JAVA's, else JAVA_HOME's, else the PATH's, else one that is installed. */
export async function fittingJava(): Promise<string | undefined> {
  const { HEADRACE_JAVA, JAVA_HOME } = process.env;
  if (HEADRACE_JAVA) return (await fits(HEADRACE_JAVA)) ? HEADRACE_JAVA : undefined;
  if (JAVA_HOME && (await fits(JAVA_HOME))) return JAVA_HOME;
  const java = await onPath("java");
  const home = java && (await javaProperties(java))?.home;
  if (home && (await fits(home))) return home;
  const names = await readdir(INSTALLED).catch(() => []);
  for (const name of names.sort().reverse()) {
    const folder = join(INSTALLED, name);
    if (await fits(folder)) return folder;
  }
  return undefined;
}

/** By the file `release` that every JDK brings. */
async function fits(home: string): Promise<boolean> {
  if (!existsSync(join(home, "bin", "javac"))) return false;
  const release = await readFile(join(home, "release"), "utf8").catch(() => "");
  return Number(/JAVA_VERSION="(\d+)/.exec(release)?.[1]) >= OLDEST;
}
