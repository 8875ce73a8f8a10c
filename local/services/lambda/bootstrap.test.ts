// A function's process ends when the local AWS does, in the midst of a query that calls JavaScript too: there process.exit
// never returns, as the engine's threads wait for JavaScript and it for them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const MODULES = join(import.meta.dirname, "..", "..", "..", "node_modules");
const HANDLER = `
  const { BIGINT, DuckDBInstance, DuckDBScalarFunction } = require("@duckdb/node-api");
  let calls = 0;
  exports.handler = async (event) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    connection.registerScalarFunction(DuckDBScalarFunction.create({
      name: "one", parameterTypes: [BIGINT], returnType: BIGINT,
      mainFunction: (_, input, output) => {
        for (let row = 0; row < input.rowCount; row++) output.setItem(row, 1n);
        output.flush();
        if (calls++ === 100) event.throws ? setTimeout(() => { throw new Error("outside"); }) : console.log("at work");
      },
    }));
    await connection.run("SELECT sum(one(i)) FROM range(1000000000000) t(i)");
  };
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-bootstrap-"));
  await writeFile(join(folder, "index.js"), HANDLER);
});
afterAll(() => rm(folder, { recursive: true }));

async function atWork(event: unknown): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bootstrap.mjs")], {
    env: { _HANDLER: "index.handler", LAMBDA_TASK_ROOT: folder, NODE_PATH: MODULES },
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  const [ready] = await once(child, "message");
  expect(ready).toEqual({ type: "ready" });
  child.send({ id: "1", event, deadline: Date.now() + 600_000, traceId: "", context: {} });
  return child;
}

const ended = (child: ChildProcess): Promise<unknown> =>
  Promise.race([once(child, "exit"), sleep(10_000, "still there", { ref: false })]);

test("when the local AWS is gone", async () => {
  const child = await atWork({});
  if (child.stdout) await once(child.stdout, "data");
  child.disconnect();
  expect(await ended(child)).toEqual([null, "SIGKILL"]);
}, 30_000);

test("when an error outside the handler ends it, which the local AWS hears", async () => {
  const child = await atWork({ throws: true });
  const [crash] = await once(child, "message");
  expect(crash).toMatchObject({ type: "crash", error: { errorMessage: "outside" } });
  expect(await ended(child)).toEqual([null, "SIGKILL"]);
}, 30_000);
