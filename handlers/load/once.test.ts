// A run is loaded once: killed at any step, told twice at once, in any order of the steps of two.
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { Locks } from "../../local/services/redshift/engine/locks.ts";
import { Loads } from "../testing/loads.ts";

const ONE = "SELECT 4711::BIGINT AS order_id, NULL::DECIMAL(12,2) AS amount, NULL::TIMESTAMP AS ordered_at";

let loads: Loads;
beforeAll(async () => {
  loads = await Loads.open();
}, 120_000);
afterAll(() => loads?.close());

function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

test("killed at any step, it ends loaded once, with nothing left aside", async () => {
  const { requests } = await loads.load([await loads.curated("dry", ["GB", "FR"])]);
  const batches = requests.flatMap((request, at) => (request === "BatchExecuteStatement" ? [at] : []));
  expect(batches).toHaveLength(3);
  const [first = 0, second = 0, commit = 0] = batches;
  // Before the first COPY, between two, before the transaction that commits, and once it is sent.
  for (const killBefore of [first, second, commit, commit + 1]) {
    const id = `killed${killBefore}`;
    const notice = await loads.curated(id, ["GB", "FR"]);
    await loads.load([notice], { killBefore });
    // What was sent runs on without its sender.
    await new Promise((resolve) => setTimeout(resolve, 200));
    // In one statement, since it may still be on its way.
    const [half] = await loads.account.ask(
      "select (select count(*) from raw.orders) as loaded, (select sum(row_count) from headrace.loads) as noted",
    );
    expect(Number(half?.loaded)).toBe(Number(half?.noted));
    expect((await loads.load([notice])).response).toEqual({ batchItemFailures: [] });
    expect(await loads.account.ask(`select row_count from headrace.loads where run_id = '${id}'`)).toEqual([
      { row_count: 2 },
    ]);
    expect(await loads.tablesAside()).toEqual([]);
    expect(loads.copyManifests()).toEqual([]);
  }
  loads.account.sent.splice(0);
}, 120_000);

test("many at once load once", async () => {
  const notice = await loads.curated("twice", ["GB"], ONE);
  const answers = await Promise.all([loads.load([notice]), loads.load([notice]), loads.load([notice])]);
  // One may lose its staging table to another: it comes again, and finds the run in the ledger.
  if (answers.some(({ response }) => response.batchItemFailures.length > 0)) await loads.load([notice]);
  expect(await loads.rows("order_id = 4711")).toHaveLength(1);
  loads.account.sent.splice(0);
}, 120_000);

test("one that comes to the ledger's lock after another's commit loads nothing", async () => {
  const notice = await loads.curated("late", ["GB"], ONE.replace("4711", "4712"));
  // Both have looked for what was left aside before either makes a table: neither takes the other's.
  const both = gate();
  let staging = 0;
  loads.account.beforeStatement = async (body) => {
    if (!/create table[^;]*load__/.test(body)) return;
    if (++staging === 2) both.open();
    await both.passed;
  };
  // The first to want the ledger has begun its transaction, and stands there until the other is done.
  const [arrived, goOn] = [gate(), gate()];
  const acquire = Locks.prototype.acquire;
  let stopped = false;
  const spy = jest.spyOn(Locks.prototype, "acquire").mockImplementation(async function (
    this: Locks,
    owner,
    tables,
  ) {
    const names = [...tables];
    if (!stopped && staging >= 2 && names.includes("headrace.loads")) {
      stopped = true;
      arrived.open();
      await goOn.passed;
    }
    return acquire.call(this, owner, names);
  });
  const two = [loads.load([notice]), loads.load([notice])];
  await arrived.passed;
  const first = await Promise.race(two);
  expect(first.log).toContain("Run loaded");
  goOn.open();
  const answers = await Promise.all(two);
  spy.mockRestore();
  loads.account.beforeStatement = async () => {};
  expect(answers.map(({ response }) => response.batchItemFailures)).toEqual([[], []]);
  expect(await loads.rows("order_id = 4712")).toHaveLength(1);
  expect(answers.filter(({ log }) => log.includes("Run was loaded before"))).toHaveLength(1);
  expect(await loads.account.ask("select row_count from headrace.loads where run_id = 'late'")).toEqual([
    { row_count: 1 },
  ]);
  expect(await loads.tablesAside()).toEqual([]);
  loads.account.sent.splice(0);
}, 120_000);
