// Trino with its Hive connector, from Maven: 290 MB, once per user, and our program over it, compiled.
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "../../../../core/errors.ts";
import { environmentFolder } from "../../../process/python-environment.ts";
import { lastLine, onPath, runTool } from "../../../process/tool.ts";
import { fittingJava, NEED } from "./java.ts";

/** Of the versions whose connector for Hive is to be had, the first on Java 24. */
export const VERSION = "476";

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>engine</artifactId><version>1</version>
<dependencies>
${["trino-main", "trino-testing", "trino-hive"].map((name) => `<dependency><groupId>io.trino</groupId><artifactId>${name}</artifactId><version>${VERSION}</version></dependency>`).join("\n")}
</dependencies></project>
`;

/** 290 MB on a slow line. */
const MOST_MS = 3_600_000;

export interface Libraries {
  java: string;
  classPath: string;
}

const failed = (what: string, fix: string): HeadraceError => new HeadraceError("no_trino", what, fix, 3);

/** Finds them, or brings them. Throws a HeadraceError where Java, Maven or its registry is not there. */
export async function trinoLibraries(onProgress: (message: string) => void): Promise<Libraries> {
  const home = await fittingJava();
  if (!home) throw failed("There is no Java here that runs Trino.", NEED);
  const folder = environmentFolder("trino", VERSION);
  const libraries = join(folder, "lib");
  if (!existsSync(join(folder, "complete"))) {
    const maven = await onPath("mvn");
    if (!maven) throw failed("Trino comes from Maven, which is not on the PATH.", "Install Maven (mvn).");
    onProgress("downloading Trino");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "pom.xml"), POM);
    const args = [
      "-q",
      "-B",
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      "-DoutputDirectory=lib",
    ];
    await run(maven, args, folder, { JAVA_HOME: home });
    // Two loggers that both want to be the one.
    for (const name of await readdir(libraries))
      if (name.startsWith("log4j-slf4j-impl")) await rm(join(libraries, name));
    await writeFile(join(folder, "complete"), "");
  }
  onProgress("compiling Trino's engine");
  const classes = join(folder, "classes");
  const sources = ["Engine.java", "Texts.java"].map((name) => join(import.meta.dirname, name));
  await run(join(home, "bin", "javac"), ["-cp", join(libraries, "*"), "-d", classes, ...sources], folder);
  return { java: join(home, "bin", "java"), classPath: `${join(libraries, "*")}:${classes}` };
}

async function run(
  file: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  const { ok, out } = await runTool(file, args, { timeout: MOST_MS, cwd, env });
  if (!ok)
    throw failed(
      `${file} ${args[0]} failed: ${lastLine(out)}`,
      "Look whether Maven reaches its registry, and try again.",
    );
}
