// Kysely's migrator on the local Redshift: many at once, with and without transactions, killed, and a lock that is lost.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import {
  ExecuteStatementCommand,
  ListSessionsCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationResultSet, Migrator } from "kysely/migration";
import { LocalRedshift } from "./local-redshift.ts";

let redshift: LocalRedshift;
let db: Kysely<unknown>;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
  db = redshift.connect();
});
beforeEach(async () => {
  for (const table of ["kysely_migration", "kysely_migration_lock", "made", "more", "ran"])
    await sql.raw(`drop table if exists ${table}`).execute(db);
  await sql.raw("create table ran (name varchar(20))").execute(db);
});
afterAll(() => redshift?.stop());

const column = async (text: string) =>
  (await sql.raw<Record<string, unknown>>(text).execute(db)).rows.map((row) => Object.values(row)[0]);

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

/** Ends every session at once, as the service ends one that is too old. */
async function endSessions(): Promise<void> {
  const client = new RedshiftDataClient({
    endpoint: redshift.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  for (const { SessionId } of (await client.send(new ListSessionsCommand({}))).Sessions ?? [])
    await client.send(
      new ExecuteStatementCommand({ SessionId, Sql: "select 1", SessionKeepAliveSeconds: 0 }),
    );
  client.destroy();
}

const outcomes = (all: MigrationResultSet[]) => [
  all.flatMap(({ error }) => (error ? [String(error)] : [])),
  all
    .flatMap(({ results }) => results ?? [])
    .map(({ migrationName, status }) => `${migrationName} ${status}`)
    .sort(),
];

for (const disableTransactions of [false, true]) {
  const how = disableTransactions ? "without transactions" : "in transactions";
  test(`a hundred migrators at once, ${how}: all succeed, each migration runs once, one lock row is left`, async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => migrate(db, disableTransactions)));
    expect(outcomes(all)).toEqual([[], ["001_made Success", "002_more Success"]]);
    expect(await column("select name from ran order by name")).toEqual(["made", "more"]);
    expect(await column("select name from kysely_migration order by name")).toEqual(["001_made", "002_more"]);
    expect(await column("select is_locked from kysely_migration_lock")).toEqual([0]);
  }, 300_000);

  test(`a migrator that is killed, ${how}, holds the next one up for as long as its session lives`, async () => {
    const killed = spawn(
      process.execPath,
      [
        "--disable-warning=ExperimentalWarning",
        join(import.meta.dirname, "migrate-and-hang.ts"),
        redshift.endpoint,
        String(disableTransactions),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(killed.stdout, "data");
    let done = false;
    const next = migrate(db, disableTransactions, {}).finally(() => {
      done = true;
    });
    // Without transactions its session outlives a statement by two seconds, and is kept alive.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(done).toBe(false);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(outcomes([await next])).toEqual([[], []]);
    expect(await column("select name from ran")).toEqual(disableTransactions ? ["half"] : []);
    expect(await column("select is_locked from kysely_migration_lock")).toEqual([0]);
  }, 120_000);
}

test("a migration that fails is rolled back, and the lock is free", async () => {
  const broken: Record<string, Migration> = {
    ...MIGRATIONS,
    "003_broken": { up: (trx) => sql`select nope`.execute(trx).then(() => undefined) },
  };
  const [errors] = outcomes([await migrate(db, false, broken)]);
  expect(errors).toEqual([expect.stringContaining('column "nope" does not exist')]);
  expect(await column("select name from ran")).toEqual([]);
  expect(outcomes([await migrate(db)])[1]).toEqual(["001_made Success", "002_more Success"]);
});

test("migrators given a transaction of the user's: one does it, the other fails or finds it done", async () => {
  await migrate(db, false, {});
  const all = await Promise.allSettled([1, 2].map(() => db.transaction().execute((trx) => migrate(trx))));
  const sets = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(
    sets.flatMap(({ results }) => results ?? []).filter(({ status }) => status === "Success"),
  ).toHaveLength(2);
  expect(await column("select name from ran order by name")).toEqual(["made", "more"]);
});

test("a lock that is lost while migrations run without transactions stops them, and says so", async () => {
  const impatient = redshift.connect<unknown>({ sessionKeepAliveSeconds: 3 });
  const migrations: Record<string, Migration> = {
    "000_slow": {
      async up() {
        await endSessions();
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
