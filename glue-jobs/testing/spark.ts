// Runs the Spark job as Glue does: the script that is published, on the Spark of its Glue version, with the wheel that it installs.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ROOT } from "../../handlers/build/packages.ts";
import { type Ended, endOf } from "../../handlers/testing/ended.ts";
import { runTool } from "../../local/process/tool.ts";
import { type Spark, sparkOf } from "../../local/services/glue/jobs/spark.ts";
import { SCRIPT, STAGE_WHEEL, stageWheel } from "../build/wheels.ts";

export interface SparkOptions {
  /** Whose files in landing are imported. */
  datasets: readonly string[];
  /** The stage's environment, which the job has as one argument. */
  settings: Record<string, string>;
  /** What clients of AWS need. */
  env: Record<string, string>;
}

/** Of half a worker of Glue's smallest type, beside what the engine takes. */
const DRIVER_MEMORY = "4g";

/** What a job of the module sets, beside the stage's own environment. */
const JOB_SETTINGS = { PIPELINE: "acme", JOB_VCPUS: "1", JOB_MEMORY_MB: "1024" };

export class SparkBench {
  readonly #folder: string;
  readonly #spark: Spark;

  private constructor(folder: string, spark: Spark) {
    this.#folder = folder;
    this.#spark = spark;
  }

  static async make(scratch: string): Promise<SparkBench> {
    const spark = await sparkOf("5.0", (line) => console.log(line));
    const folder = await mkdtemp(join(scratch, "spark-"));
    await stageWheel(join(folder, STAGE_WHEEL));
    const { ok, out } = await runTool(spark.python, [
      ...["-m", "zipfile", "-e", join(folder, STAGE_WHEEL), join(folder, "modules")],
    ]);
    if (!ok) throw new Error(out);
    return new SparkBench(folder, spark);
  }

  run({ datasets, settings, env }: SparkOptions): Promise<Ended> {
    const all = Buffer.from(JSON.stringify({ ...settings, ...JOB_SETTINGS })).toString("base64");
    return this.submit(
      join(ROOT, "glue-jobs", "stage", SCRIPT),
      ["--dataset", datasets.join(","), "--settings", all],
      env,
    );
  }

  /** Any script. @param cores of this machine that it has */
  async submit(
    script: string,
    args: readonly string[],
    env: Record<string, string> = {},
    cores = Math.max(2, availableParallelism()),
  ): Promise<Ended> {
    const { python, submit, java } = this.#spark;
    const scratch = join(this.#folder, "scratch");
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch);
    const confs = ["spark.ui.enabled=false", "spark.driver.host=127.0.0.1"];
    const child = spawn(
      submit,
      [
        // A task is tried four times, as on a cluster.
        ...["--master", `local[${cores},4]`, "--driver-memory", DRIVER_MEMORY],
        ...confs.flatMap((conf) => ["--conf", conf]),
        ...[script, ...args],
      ],
      {
        cwd: scratch,
        env: {
          PATH: [dirname(python), dirname(process.execPath), "/usr/local/bin:/usr/bin:/bin"].join(delimiter),
          LANG: "en_US.UTF-8",
          ...{ HOME: scratch, TMPDIR: scratch, SPARK_LOCAL_DIRS: scratch, SPARK_LOCAL_IP: "127.0.0.1" },
          JAVA_HOME: java,
          PYSPARK_PYTHON: python,
          PYTHONPATH: join(this.#folder, "modules"),
          NODE_PATH: join(ROOT, "node_modules"),
          ...env,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    return endOf(child);
  }
}
