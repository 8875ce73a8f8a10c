// Models on the local Redshift: run, run again, be killed half-way, be read while they run.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openProject, type Project, redshiftExecutor, run } from "./models/project.ts";
import { JAFFLE_DATA } from "./testing/jaffle-data.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

let redshift: LocalRedshift;
let db: Kysely<unknown>;
let jaffle: Project;

beforeAll(async () => {
  jaffle = await openProject(fileURLToPath(new URL("models/testing/jaffle", import.meta.url)), {
    dag: "jaffle",
  });
  redshift = await LocalRedshift.start();
  db = redshift.connect();
  for (const statement of JAFFLE_DATA) await sql.raw(statement).execute(db);
});
afterAll(() => redshift?.stop());

const ask = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows;
const runJaffle = () => run(jaffle.graph, jaffle.settings, redshiftExecutor(db));
const marts = async () => ({
  orders: await ask("select * from marts.orders order by order_id"),
  customers: await ask("select * from marts.customers order by customer_id"),
  history: await ask("select order_id, status, is_current from marts.orders_history order by order_id"),
});

test("the jaffle shop runs, and a second run changes nothing", async () => {
  const first = await runJaffle();
  expect(first.models.map((one) => [one.name, one.state, one.message])).toEqual(
    first.models.map((one) => [one.name, "built", undefined]),
  );
  expect(first.tests.filter((one) => one.state !== "passed")).toEqual([]);
  const before = await marts();
  expect([before.orders.length, before.customers.length, before.history.length]).toEqual([2000, 500, 2000]);
  const [paid] = await ask("select sum(amount) / 100.0 as paid from lake.raw_payments");
  const [total] = await ask(
    "select sum(amount) as total, sum(lifetime_value) as value from marts.orders, (select sum(lifetime_value) as lifetime_value from marts.customers) as c where order_id = 1",
  );
  expect(Number(total?.value)).toBe(Number(paid?.paid));
  expect((await runJaffle()).ok).toBe(true);
  expect(await marts()).toEqual(before);
});

test("killed half-way and run again, the tables are the same; readers never see half a table", async () => {
  const before = await marts();
  let reading = true;
  const seen = new Set<number>();
  const reader = (async () => {
    while (reading) {
      const [row] = await ask("select count(*) as n from marts.customers");
      seen.add(Number(row?.n));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  for (const event of ["loaded", "model", "test", "start"]) await killedAt(event);
  const last = await finished();
  reading = false;
  await reader;
  expect(last).toContain("true");
  expect([...seen]).toEqual([500]);
  expect(await marts()).toEqual(before);
  const names = await ask(
    "select table_name from information_schema.tables where table_schema = 'marts' order by 1",
  );
  expect(names.map((row) => row.table_name)).toEqual([
    "customers",
    "orders",
    "orders_history",
    "stg_customers",
    "stg_orders",
    "stg_payments",
  ]);
});

function start(): ChildProcess {
  const script = fileURLToPath(new URL("testing/run-jaffle.ts", import.meta.url));
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, redshift.endpoint], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts a run and kills it when it first tells of the event. */
async function killedAt(event: string): Promise<void> {
  const child = start();
  child.stdout?.on("data", (chunk: Buffer) => {
    if (chunk.toString().split("\n").includes(event)) child.kill("SIGKILL");
  });
  await once(child, "exit");
}

async function finished(): Promise<string> {
  const child = start();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  await once(child, "exit");
  return output;
}
