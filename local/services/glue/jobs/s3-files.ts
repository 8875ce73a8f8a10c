// S3 as Spark's own readers and writers see it: Hadoop's file system for it, from Maven Central, which Glue's workers have. It is large, so
// that only a script which reads or writes by Spark itself is given it.
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { environmentFolder } from "../../../process/python-environment.ts";
import { runTool } from "../../../process/tool.ts";
import { NoSpark, type Spark } from "./spark.ts";

/** Of the Hadoop that Spark 3.5 brings. */
const HADOOP = "3.3.4";
/** What reads or writes a file in a script. */
const READS_OR_WRITES =
  /\.(read|readStream|write|writeStream|writeTo|textFile|wholeTextFiles|binaryFiles|saveAsTextFile)\b|awsglue/;

/**
 * Settings of Spark with which a script reads and writes `s3://` at the local AWS, as the role whose credentials its environment has.
 * @param say told what takes long
 * @throws NoSpark
 */
export async function s3Settings(
  script: string,
  { endpoint, spark, say }: { endpoint: string; spark: Spark; say: (line: string) => void },
): Promise<Record<string, string>> {
  if (!READS_OR_WRITES.test(await readFile(script, "utf8"))) return {};
  const jars = join(await jarsOf(spark, say), "*");
  const hadoop = (name: string) => `spark.hadoop.fs.${name}`;
  return {
    "spark.driver.extraClassPath": jars,
    "spark.executor.extraClassPath": jars,
    [hadoop("s3.impl")]: "org.apache.hadoop.fs.s3a.S3AFileSystem",
    [hadoop("s3a.endpoint")]: endpoint,
    [hadoop("s3a.path.style.access")]: "true",
    [hadoop("s3a.connection.ssl.enabled")]: "false",
    [hadoop("s3a.aws.credentials.provider")]: "com.amazonaws.auth.EnvironmentVariableCredentialsProvider",
  };
}

/** The folder of the jars, fetched once per user. */
async function jarsOf({ submit, java, python }: Spark, say: (line: string) => void): Promise<string> {
  const folder = environmentFolder("hadoop-aws", HADOOP);
  if (existsSync(folder)) return folder;
  say(`fetching Hadoop's file system for S3, ${HADOOP} (once: 282 MB)`);
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const nothing = join(draft, "nothing.py");
  await writeFile(nothing, "");
  const confs = { "spark.jars.ivy": draft, "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1" };
  const args = [
    ...["--master", "local[1]", "--packages", `org.apache.hadoop:hadoop-aws:${HADOOP}`],
    ...Object.entries(confs).flatMap(([name, value]) => ["--conf", `${name}=${value}`]),
    nothing,
  ];
  try {
    const { ok, out } = await runTool(submit, args, {
      timeout: 600_000,
      env: { JAVA_HOME: java, PYSPARK_PYTHON: python },
    });
    if (!ok)
      throw new NoSpark(
        `Hadoop's file system for S3 cannot be fetched from Maven Central: ${/^.*(?:Exception|not found).*$/m.exec(out)?.[0]?.trim() ?? "spark-submit failed"}`,
      );
    await mkdir(dirname(folder), { recursive: true });
    await rename(join(draft, "jars"), folder).catch(() => undefined);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}
