// Entry of the image `stage`: the process of a Batch job, from its start to its exit code.
import { JOB_EXIT } from "../../core/environment/job.ts";
import { runJob, time } from "./job.ts";

/** Fargate kills 30 s after it has asked. By then the lock is given back and what was half written is deleted, or left to the next. */
const GRACE_MS = 20_000;

process.once("SIGTERM", () => {
  time.interrupt();
  setTimeout(() => process.exit(JOB_EXIT.stopped), GRACE_MS).unref();
});

// Not left to the event loop: the engine's threads, or a connection that is kept alive, would hold the process.
runJob(process.argv.slice(2)).then((code) => process.exit(code));
