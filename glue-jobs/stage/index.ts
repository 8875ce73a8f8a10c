// Entry of what Node runs in a Spark job: `list` on the driver tells what there is to import, `import` on an executor takes
// objects from standard input, one JSON a line, and tells what became of each, `hook` on the driver calls the job's hook. All else that it
// prints is its log.
import { createInterface } from "node:readline";
import { JOB_EXIT } from "../../core/environment/job.ts";
import { HeadraceError } from "../../core/errors.ts";
import { failureOf } from "../../handlers/aws/failure.ts";
import { hook } from "./hook.ts";
import { importAll } from "./import.ts";
import { list } from "./list.ts";

/** Begins the lines that are for the script; the log's lines are JSON objects. */
const TOLD = "headrace ";
const tell = (value: object): void => void process.stdout.write(`${TOLD}${JSON.stringify(value)}\n`);

async function* given(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== "") yield line;
}

const MODES = { list, hook, import: importAll };

async function run([mode = ""]: readonly string[]): Promise<number> {
  try {
    const work = MODES[mode as keyof typeof MODES];
    if (!work)
      throw new HeadraceError(
        "command_wrong",
        `There is no ${JSON.stringify(mode)}.`,
        "Write list, hook or import.",
        2,
      );
    await work(given(), tell);
    return JOB_EXIT.done;
  } catch (error) {
    const wrong = error instanceof HeadraceError;
    tell({ error: { ...failureOf(error), ...(wrong && { fix: error.fix }) } });
    return wrong ? error.exitCode : JOB_EXIT.failed;
  }
}

// Not left to the event loop: the engine's threads, or a connection that is kept alive, would hold the process.
run(process.argv.slice(2)).then((code) => process.exit(code));
