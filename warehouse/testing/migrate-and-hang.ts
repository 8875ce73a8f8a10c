// A process of its own that begins a migration, says so, and never ends it: `node migrate-and-hang.ts ENDPOINT WORKGROUP BOOLEAN`,
// the boolean for migrations without transactions.
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { RedshiftDataDialect } from "../kysely/index.ts";

const [endpoint = "", workgroupName = "", disableTransactions] = process.argv.slice(2);
const db = new Kysely<unknown>({
  dialect: new RedshiftDataDialect({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    workgroupName,
    database: "dev",
    sessionKeepAliveSeconds: disableTransactions === "true" ? 2 : 3,
  }),
});
const migrator = new Migrator({
  db,
  provider: {
    getMigrations: async () => ({
      "001_half": {
        async up(trx) {
          await sql`insert into ran values ('half')`.execute(trx);
          console.log("begun");
          await new Promise((resolve) => setTimeout(resolve, 600_000));
        },
      },
    }),
  },
});
await migrator.migrateToLatest({ disableTransactions: disableTransactions === "true" });
