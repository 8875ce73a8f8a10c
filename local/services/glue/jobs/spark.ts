// The Spark of a Glue version, from the Python registry, and the Java that it runs on.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { javaProperties } from "../../../process/java.ts";
import {
  environmentFolder,
  makeEnvironment,
  NoPython,
  pythonIn,
  systemPython,
} from "../../../process/python-environment.ts";
import { onPath } from "../../../process/tool.ts";

/** Source: AWS Glue Developer Guide, "AWS Glue versions". */
const SPARK: Readonly<Record<string, string>> = { "5.0": "3.5.4", "5.1": "3.5.6" };
/** Of Glue 5. Spark 3.5 does not start on any after 17 without more ado. */
const JAVA = 17;

/** Why no Spark can be run here; told as the run's error. */
export class NoSpark extends Error {}

export interface Spark {
  python: string;
  submit: string;
  java: string;
}

/**
 * @param say told what takes long
 * @throws NoSpark
 */
export async function sparkOf(glueVersion: string, say: (line: string) => void): Promise<Spark> {
  const version = SPARK[glueVersion];
  if (!version)
    throw new NoSpark(
      `The local AWS runs jobs of Glue ${Object.keys(SPARK).join(" and ")}, and not of ${glueVersion}.`,
    );
  const java = await javaHere();
  const folder = environmentFolder("spark", version);
  const python = pythonIn(folder);
  if (!existsSync(python)) {
    say(`installing PySpark ${version} into a private Python environment (once: 317 MB are fetched)`);
    await makeEnvironment(folder, `pyspark==${version}`).catch((error: Error) => {
      if (error instanceof NoPython)
        throw new NoSpark(
          `The local AWS runs jobs of Glue on PySpark, which cannot be installed: ${error.message}.`,
        );
      throw error;
    });
  }
  return { python, submit: join(folder, "bin", "spark-submit"), java };
}

/** The home of a Java that Spark runs on: JAVA_HOME's, else the PATH's. */
export async function javaHere(): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java =
    home && existsSync(join(home, "bin", "java")) ? join(home, "bin", "java") : await onPath("java");
  const need = `The local AWS runs jobs of Glue on Spark, which needs Java ${JAVA}`;
  if (!java)
    throw new NoSpark(
      `${need}: install it (on Debian: apt install openjdk-17-jre-headless), or set JAVA_HOME.`,
    );
  const found = await javaProperties(java);
  if (!found) throw new NoSpark(`${need}, and ${java} does not say what it is.`);
  const { home: folder, version } = found;
  if (version > JAVA || version < 8)
    throw new NoSpark(`${need}, and ${java} is Java ${version}: set JAVA_HOME.`);
  return folder;
}

/** Why no Spark can be run on this machine, in words; undefined where it can. */
export async function whyNoSpark(): Promise<string | undefined> {
  if (!(await systemPython())) return "There is no python3 on the PATH.";
  return javaHere().then(
    () => undefined,
    (error: Error) => error.message,
  );
}
