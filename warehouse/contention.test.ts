// Many transactions that wait on one lock, on the local Redshift: who holds it is heard, whatever the others take.
import { Agent } from "node:http";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { lockTables } from "./kysely/index.ts";
import { LocalRedshift } from "./testing/local-redshift.ts";

let redshift: LocalRedshift;
beforeAll(async () => {
  redshift = await LocalRedshift.start();
});
afterAll(() => redshift?.stop());

/** As many transactions at once as are asked for, each of which adds one under the lock; the counter at the end. */
async function count(db: Kysely<unknown>, counter: string, transactions: number): Promise<unknown> {
  await sql.raw(`create table ${counter} as select 0 as n`).execute(db);
  await Promise.all(
    Array.from({ length: transactions }, () =>
      db.transaction().execute(async (trx) => {
        await lockTables(counter).execute(trx);
        await sql.raw(`update ${counter} set n = n + 1`).execute(trx);
      }),
    ),
  );
  return (await sql.raw<{ n: number }>(`select n from ${counter}`).execute(db)).rows;
}

// More transactions than sockets. Each that starved would wait for half a minute, and they starve one after the other: so
// many of them take any machine past the limit of time. Each case has a counter of its own, so that all run at once.
test.concurrent.each([
  ["of the dialect's own client", "own", undefined, 55],
  ["of a client that was given, with the SDK's sockets", "sdk", {}, 55],
  ["of a client with six sockets", "six", { httpAgent: new Agent({ keepAlive: true, maxSockets: 6 }) }, 10],
  [
    "of a client with a single socket",
    "one",
    { httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }) },
    8,
  ],
])(
  "transactions %s that wait on one lock have their turn, each of them",
  async (_, counter, requestHandler, transactions) => {
    const client = requestHandler && {
      client: new RedshiftDataClient({
        endpoint: redshift.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        requestHandler,
      }),
    };
    expect(await count(redshift.connect(client), counter, transactions)).toEqual([{ n: transactions }]);
    client?.client.destroy();
  },
  180_000,
);
