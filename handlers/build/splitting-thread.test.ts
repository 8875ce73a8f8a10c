// The splitting thread as bundles carry it: it splits, and says of a file that it has no tables for.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/index.ts";
import { WITHOUT_DECODER } from "../../core/engine/source/encoding.ts";
import type { WorkerData, WorkerMessage } from "../../core/engine/split/worker-messages.ts";
import { bundleHandler } from "./bundle.ts";
import { workerText } from "./splitting-thread.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-thread-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function messages(content: Buffer): Promise<WorkerMessage[]> {
  const file = join(folder, "rows.csv");
  writeFileSync(file, content);
  const dataset = { columns: [{ name: "a", type: "int" }] };
  const workerData: WorkerData = {
    job: {
      contract: validateContract({ version: 1, name: "test", datasets: { rows: dataset } }, { file: "t" }),
      dataset: "rows",
      file,
      work: folder,
      tokenKeys: undefined,
      rowsAlone: undefined,
    },
    waiting: new Int32Array(new SharedArrayBuffer(4)),
    mostWaiting: 1000,
  };
  const worker = new Worker(await workerText(), { eval: true, workerData });
  const sent: WorkerMessage[] = [];
  worker.on("message", (message) => sent.push(message));
  await new Promise((resolve, reject) => {
    worker.once("exit", resolve);
    worker.once("error", reject);
  });
  return sent;
}

test("it splits a file", async () => {
  const sent = await messages(Buffer.from("a\n1\n2\n"));
  expect(sent.map(({ kind }) => kind)).toEqual(["read", "blocks", "end"]);
  expect(sent.at(-1)).toMatchObject({ state: { rows: 2, malformed: 0, present: [true] } });
});

test("it has no tables of encodings, and says so", async () => {
  const [first, ...rest] = await messages(Buffer.from("\ufeffa\n1\n", "utf16le"));
  expect([first?.kind, ...rest.map(({ kind }) => kind)]).toEqual(["read", "failed"]);
  expect(rest[0]).toMatchObject({ error: { fields: { code: WITHOUT_DECODER } } });
});

test("the stage function's bundle carries it, and names its files", async () => {
  const { files, inputs } = await bundleHandler("stage");
  expect(files[0]?.content.includes("no decoder")).toBe(true);
  expect(inputs).toContain("core/engine/split/worker.ts");
});
