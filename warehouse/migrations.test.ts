// Kysely's migrator on the local Redshift: many at once, with and without transactions, killed, and a lock that is lost.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationResultSet, Migrator } from "kysely/migration";
import { LocalRedshift } from "./testing/local-redshift.ts";

/** For machines that have much else to do: the tests share what there is. */
const TIME_LIMIT_MS = 180_000;

let redshift: LocalRedshift;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
});
afterAll(() => redshift?.stop());

/** A warehouse of a test's own, so that tests run at the same time; it has the table in which the migrations sign. */
async function warehouse(workgroupName: string) {
  const db = redshift.connect<unknown>({ workgroupName });
  await sql.raw("create table ran (name varchar(20))").execute(db);
  const column = async (text: string) =>
    (await sql.raw<Record<string, unknown>>(text).execute(db)).rows.map((row) => Object.values(row)[0]);
  return { db, column };
}

/** Each makes a table, and writes down that it ran. */
const MIGRATIONS: Record<string, Migration> = Object.fromEntries(
  ["made", "more"].map((name, index) => [
    `00${index + 1}_${name}`,
    {
      async up(trx: Kysely<unknown>) {
        await trx.schema.createTable(name).addColumn("id", "bigint").execute();
        await sql`insert into ran values (${name})`.execute(trx);
      },
    },
  ]),
);

const migrate = (by: Kysely<unknown>, disableTransactions = false, migrations = MIGRATIONS) =>
  new Migrator({ db: by, provider: { getMigrations: async () => migrations } }).migrateToLatest({
    disableTransactions,
  });

const outcomes = (all: MigrationResultSet[]) => [
  all.flatMap(({ error }) => (error ? [String(error)] : [])),
  all
    .flatMap(({ results }) => results ?? [])
    .map(({ migrationName, status }) => `${migrationName} ${status}`)
    .sort(),
];

for (const disableTransactions of [false, true]) {
  const how = disableTransactions ? "without transactions" : "in transactions";
  test.concurrent(
    `many migrators at once, ${how}: all succeed, each migration runs once, one lock row is left`,
    async () => {
      const { db, column } = await warehouse(`many-${disableTransactions}`);
      const all = await Promise.all(Array.from({ length: 20 }, () => migrate(db, disableTransactions)));
      expect(outcomes(all)).toEqual([[], ["001_made Success", "002_more Success"]]);
      expect(await column("select name from ran order by name")).toEqual(["made", "more"]);
      expect(await column("select name from kysely_migration order by name")).toEqual([
        "001_made",
        "002_more",
      ]);
      expect(await column("select is_locked from kysely_migration_lock")).toEqual([0]);
    },
    TIME_LIMIT_MS,
  );

  test.concurrent(
    `a migrator that is killed, ${how}, holds the next one up for as long as its session lives`,
    async () => {
      const workgroup = `killed-${disableTransactions}`;
      const { db, column } = await warehouse(workgroup);
      const killed = spawn(
        process.execPath,
        [
          "--disable-warning=ExperimentalWarning",
          join(import.meta.dirname, "testing", "migrate-and-hang.ts"),
          redshift.endpoint,
          workgroup,
          String(disableTransactions),
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      await once(killed.stdout, "data");
      let done = false;
      const next = migrate(db, disableTransactions, {}).finally(() => {
        done = true;
      });
      // Without transactions its session outlives a statement by two seconds only, and is kept alive.
      await new Promise((resolve) => setTimeout(resolve, disableTransactions ? 2500 : 1000));
      expect(done).toBe(false);
      killed.kill("SIGKILL");
      await once(killed, "exit");
      expect(outcomes([await next])).toEqual([[], []]);
      expect(await column("select name from ran")).toEqual(disableTransactions ? ["half"] : []);
      expect(await column("select is_locked from kysely_migration_lock")).toEqual([0]);
    },
    TIME_LIMIT_MS,
  );
}

test.concurrent(
  "a migration that fails is rolled back, and the lock is free",
  async () => {
    const { db, column } = await warehouse("failing");
    const broken: Record<string, Migration> = {
      ...MIGRATIONS,
      "003_broken": { up: (trx) => sql`select nope`.execute(trx).then(() => undefined) },
    };
    const [errors] = outcomes([await migrate(db, false, broken)]);
    expect(errors).toEqual([expect.stringContaining('column "nope" does not exist')]);
    expect(await column("select name from ran")).toEqual([]);
    expect(outcomes([await migrate(db)])[1]).toEqual(["001_made Success", "002_more Success"]);
  },
  TIME_LIMIT_MS,
);

test.concurrent(
  "migrators given a transaction of the user's: one does it, the other fails or finds it done",
  async () => {
    const { db, column } = await warehouse("given");
    await migrate(db, false, {});
    const all = await Promise.allSettled([1, 2].map(() => db.transaction().execute((trx) => migrate(trx))));
    const sets = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(
      sets.flatMap(({ results }) => results ?? []).filter(({ status }) => status === "Success"),
    ).toHaveLength(2);
    expect(await column("select name from ran order by name")).toEqual(["made", "more"]);
  },
  TIME_LIMIT_MS,
);

// Ends the sessions of all, so that it runs by itself.
test("a lock that is lost while migrations run without transactions stops them, and says so", async () => {
  const { column } = await warehouse("lost");
  const impatient = redshift.connect<unknown>({ workgroupName: "lost", sessionKeepAliveSeconds: 2 });
  const migrations: Record<string, Migration> = {
    "000_slow": {
      async up() {
        await redshift.endSessions();
        // For longer than until the session is kept alive again.
        await new Promise((resolve) => setTimeout(resolve, 2500));
      },
    },
    ...MIGRATIONS,
  };
  const [errors] = outcomes([await migrate(impatient, true, migrations)]);
  expect(errors).toEqual([
    expect.stringContaining("the session that held the lock of the migrations has ended"),
  ]);
  expect(await column("select name from ran")).toEqual([]);
});
