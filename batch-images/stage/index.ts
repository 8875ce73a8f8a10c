// Entry of the image `stage`: the process of a container of a Batch job, from its start to its exit code. It imports what its
// command names; or, by the one word `inputs` or `outputs`, does what is before and after a user's job; or, by the word `models`, runs
// the models of the warehouse; or, by the word `task`, does a task of the API.
import { JOB_EXIT } from "../../core/environment/job.ts";
import { MODELS_COMMAND } from "../../core/environment/models-job.ts";
import { TASK_COMMAND } from "../../core/environment/task-job.ts";
import { runJob, time } from "./job.ts";

/** Fargate kills 30 s after it has asked. By then the lock is given back and what was half written is deleted, or left to the next. */
const GRACE_MS = 20_000;

process.once("SIGTERM", () => {
  time.interrupt();
  setTimeout(() => process.exit(JOB_EXIT.stopped), GRACE_MS).unref();
});

const command = process.argv.slice(2);
const [word, ...more] = command;
const ended =
  (word === "inputs" || word === "outputs") && more.length === 0
    ? import("./user-job/index.ts").then(({ runAround }) => runAround(word))
    : word === MODELS_COMMAND
      ? import("./models/index.ts").then(({ runModelsJob }) => runModelsJob(more, time))
      : word === TASK_COMMAND
        ? import("./task/index.ts").then(({ runTaskJob }) => runTaskJob(more, time))
        : runJob(command);
// Not left to the event loop: the engine's threads, or a connection that is kept alive, would hold the process.
ended.then((code) => process.exit(code));
