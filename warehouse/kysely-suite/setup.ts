// Stands in for the set-up of Kysely's suite: the same names, with Redshift behind them. The suite takes the branches that it
// has for PostgreSQL; the SQL that it expects there is not compared, since Redshift's is another: it is compiled and run.
import { type Compilable, Kysely, type KyselyConfig, type SchemaModule, sql } from "kysely";
import { type Any, DEFAULT_DATA_SET } from "kysely-suite/test-setup";
import { identityByDefault, RedshiftDataDialect } from "../kysely/index.ts";

export {
  DEFAULT_DATA_SET,
  DIALECT_CONFIGS,
  expect,
  insertDefaultJSONDataSet,
  limit,
  NOT_SUPPORTED,
  orderBy,
} from "kysely-suite/test-setup";

export const DIALECTS = [{ sqlSpec: "postgres", variant: "redshift" }] as const;
export const PLUGINS = [];
export const PG_ERRORS = [];
export const POOL_SIZE = 20;

type Dialect = (typeof DIALECTS)[number];
interface Context {
  dialect: Dialect;
  config: KyselyConfig;
  db: Kysely<Any>;
}

const config = (): KyselyConfig => ({
  dialect: new RedshiftDataDialect({
    endpoint: process.env.REDSHIFT_ENDPOINT as string,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    workgroupName: "local",
    database: "dev",
    // As PostgreSQL's driver gives them.
    results: { int8: "string", timestamp: "date" },
    sessionKeepAliveSeconds: 60,
  }),
});

export async function initTest(
  _mocha: unknown,
  dialect: Dialect,
  overrides: Omit<KyselyConfig, "dialect"> = {},
): Promise<Context> {
  const own = config();
  const db = new Kysely<Any>({ ...own, ...overrides });
  await dropTables(db);
  await createTableWithId(db.schema, dialect, "person")
    .addColumn("first_name", "varchar(255)")
    .addColumn("middle_name", "varchar(255)")
    .addColumn("last_name", "varchar(255)")
    .addColumn("gender", "varchar(50)", (column) => column.notNull())
    .addColumn("marital_status", "varchar(50)")
    .addColumn("children", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await createTableWithId(db.schema, dialect, "pet")
    .addColumn("name", "varchar(255)", (column) => column.unique().notNull())
    .addColumn("owner_id", "integer", (column) => column.references("person.id").notNull())
    .addColumn("species", "varchar(50)", (column) => column.notNull())
    .execute();
  await createTableWithId(db.schema, dialect, "toy")
    .addColumn("name", "varchar(255)", (column) => column.notNull())
    .addColumn("pet_id", "integer", (column) => column.references("pet.id").notNull())
    .addColumn("price", "double precision", (column) => column.notNull())
    .execute();
  return { config: own, db, dialect };
}

/** Some tests choose an id themselves. */
export function createTableWithId(schema: SchemaModule, _dialect: Dialect, table: string) {
  return schema
    .createTable(table)
    .addColumn("id", "integer", (c) => c.$call(identityByDefault(1, 1)).primaryKey());
}

async function dropTables(db: Kysely<Any>): Promise<void> {
  for (const table of ["person_metadata", "toy", "pet", "person"])
    await db.schema.dropTable(table).ifExists().execute();
}

export async function destroyTest({ db }: Context): Promise<void> {
  await dropTables(db.withoutPlugins());
  await db.destroy();
}

export async function clearDatabase({ db }: Context): Promise<void> {
  for (const table of ["toy", "pet", "person"]) await db.deleteFrom(table).execute();
}

export const insertDefaultDataSet = (ctx: Context): Promise<void> => insertPersons(ctx, DEFAULT_DATA_SET);

export async function insertPersons(ctx: Context, persons: Record<string, Any>[]): Promise<void> {
  for (const { pets = [], ...person } of persons) {
    const owner_id = await insert(ctx, ctx.db.insertInto("person").values(person), "person");
    for (const { toys = [], ...pet } of pets) {
      const pet_id = await insert(ctx, ctx.db.insertInto("pet").values({ ...pet, owner_id }), "pet");
      for (const toy of toys)
        await ctx.db
          .insertInto("toy")
          .values({ ...toy, pet_id })
          .execute();
    }
  }
}

/** The new row's id, which Redshift does not return. */
export async function insert({ db }: Context, query: Any, table?: string): Promise<number> {
  await query.execute();
  const { name, schema } = targetOf(query.toOperationNode().into.table);
  const from = schema ? sql.id(schema, table ?? name) : sql.id(table ?? name);
  const { rows } = await sql<{ id: number }>`select max(id) as id from ${from}`.execute(db.withoutPlugins());
  return rows[0]?.id as number;
}

const targetOf = ({ identifier, schema }: Any): { name: string; schema: string | undefined } => ({
  name: identifier.name,
  schema: schema?.name,
});

/** Compiles: what Redshift has not is refused here. */
export const testSql = Object.assign((query: Compilable): void => void query.compile(), { skip(): void {} });

export async function initJSONTest(mocha: unknown, dialect: Dialect): Promise<Context> {
  const ctx = await initTest(mocha, dialect);
  let table = ctx.db.schema
    .createTable("person_metadata")
    .addColumn("person_id", "integer", (column) => column.primaryKey().references("person.id"));
  for (const column of ["website", "nicknames", "profile", "experience", "schedule"])
    table = table.addColumn(column, sql`super`);
  await table.execute();
  return ctx;
}

export const destroyJSONTest = destroyTest;

export async function clearJSONDatabase(ctx: Context): Promise<void> {
  await ctx.db.deleteFrom("person_metadata").execute();
  await clearDatabase(ctx);
}
