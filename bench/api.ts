// The REST API on the local AWS: requests per second and how long one takes, signed and over HTTP, through the gateway to the
// functions. Client, gateway, functions and the emulated account share this machine's processors.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiAddressOf } from "../cli/api/client.ts";
import { awsConfig } from "../cli/aws.ts";
import { MODULE_SET } from "../cli/module-files.ts";
import { buildModules } from "../cli/module-set.ts";
import { makeOutput } from "../cli/output/output.ts";
import { Root } from "../cli/terraform/root.ts";
import { downAtASignal } from "../local/at-a-signal.ts";
import { down, environment, up } from "../local/index.ts";
import { signedFetch } from "../local/testing/signed-fetch.ts";
import { quantile } from "./quantile.ts";
import { report } from "./report.ts";

const CLIENTS = [1, 8, 32];

const CONTRACT = `version: 1
name: bench
datasets:
  orders: { columns: [{ name: order_id, type: bigint }] }
api:
  groups:
    all: { read: [orders], records: [orders], validate: [orders] }
`;

/** No limit of a stage's is in the way. */
const MAIN = `
locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

module "pipeline" {
  source   = "${MODULE_SET}"
  name     = local.contract.name
  datasets = local.contract.datasets
  api      = local.contract.api
  api_access = {
    members          = { all = { principals = ["arn:aws:iam::123456789012:root"] } }
    account_log_role = true
    rate_limit       = 10000
    burst_limit      = 5000
  }
}
`;

const json = (body: unknown) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const ASKED: Record<string, { path: string; init: NonNullable<Parameters<typeof signedFetch>[1]> }> = {
  "GET /datasets": { path: "/datasets", init: {} },
  "GET /datasets/{name}": { path: "/datasets/orders", init: {} },
  "POST /records/{dataset}": { path: "/records/orders", init: json({ order_id: 1 }) },
  "POST /validate": { path: "/validate", init: json({ dataset: "orders", records: [{ order_id: 1 }] }) },
};

/** @param requests of each row of the table */
export async function benchApi({ requests }: { requests: number }): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "headrace-bench-"));
  const output = makeOutput(false);
  await buildModules(output);
  writeFileSync(join(home, "headrace.yaml"), CONTRACT);
  writeFileSync(join(home, "main.tf"), MAIN);
  downAtASignal({ state: join(home, "local"), home });
  const running = await up({ state: join(home, "local") });
  const local = { ...running, env: environment(running) };
  try {
    const aws = awsConfig(local.env);
    const watching = { progress: output.progress, signal: new AbortController().signal };
    await new Root(home, local).apply(watching);
    const address = apiAddressOf(home, local, aws);
    const signing = { credentials: aws.credentials, service: "execute-api", region: aws.region };
    const rows: Record<string, object> = {};
    for (const [name, { path, init }] of Object.entries(ASKED))
      for (const clients of CLIENTS) {
        const ask = async (): Promise<number> => {
          const began = performance.now();
          const answer = await signedFetch(`${address}${path}`, init, signing);
          const text = await answer.text();
          if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
          return performance.now() - began;
        };
        output.progress.update(`${name}, ${clients} at once`);
        // As many functions as there are clients, started.
        await Promise.all(Array.from({ length: clients }, ask));
        rows[`${name}, ${clients} at once`] = await measure(requests, clients, ask);
      }
    output.progress.clear();
    report(`the API on the local AWS, ${requests} requests each`, rows);
  } finally {
    output.progress.clear();
    await down({ state: join(home, "local") });
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(requests: number, clients: number, ask: () => Promise<number>): Promise<object> {
  const milliseconds: number[] = [];
  let left = requests;
  const client = async (): Promise<void> => {
    while (left-- > 0) milliseconds.push(await ask());
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - began) / 1000;
  return {
    "requests/s": Math.round(requests / seconds),
    "p50, ms": Math.round(quantile(milliseconds, 0.5)),
    "p99, ms": Math.round(quantile(milliseconds, 0.99)),
  };
}
