// For tests: whether Spark can be run on this machine.

import { systemPython } from "../process/python-environment.ts";
import { javaHere } from "../services/glue/jobs/spark.ts";

/** What is missing, in words; undefined where nothing is. */
export async function sparkHere(): Promise<string | undefined> {
  if (!(await systemPython())) return "there is no python3 on the PATH.";
  return javaHere().then(
    () => undefined,
    (error: Error) => error.message,
  );
}
