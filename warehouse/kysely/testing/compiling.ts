// Compiles without a warehouse, and asks a Redshift grammar whether it knows the statement.

import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { init, validate } from "@guanmingchiu/sqlparser-ts";
import { type Compilable, DummyDriver, Kysely } from "kysely";
import { dialectSettings } from "../config.ts";
import { DataApi } from "../driver/data-api.ts";
import { RedshiftAdapter, RedshiftIntrospector, RedshiftQueryCompiler } from "../index.ts";
import type { Shop } from "./schema.ts";

export function compilingDb<DB = Shop>(): Kysely<DB> {
  const settings = dialectSettings({ workgroupName: "none", database: "none" });
  return new Kysely<DB>({
    dialect: {
      createAdapter: () =>
        new RedshiftAdapter(new DataApi(new RedshiftDataClient({ region: "eu-west-1" }), settings)),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new RedshiftIntrospector(db),
      createQueryCompiler: () => new RedshiftQueryCompiler(),
    },
  });
}

/** What the grammar (datafusion-sqlparser's for Redshift) cannot judge: it knows no such statement or clause. */
const BEYOND_THE_GRAMMAR = [
  /^create external schema/,
  /^refresh materialized view/,
  /\bapproximate count\(/,
  / remove duplicates$/,
  /^create (temporary )?table .*\b(encode|identity|distkey|sortkey)\b[^()]*[,)(]/s,
  /^create materialized view .* (distkey|sortkey|diststyle)/,
  /\bappend from\b/,
  /^unload .* (kms_key_id '.*' encrypted|encrypted auto)$/,
  /^copy .* (maxerror|emptyasnull|statupdate|acceptinvchars)/,
];

await init();

/** The SQL, after the grammar has accepted it. */
export function accepted(query: { compile(db: Kysely<Shop>): { sql: string } } | Compilable): string {
  const { sql } = (query as { compile(db: Kysely<Shop>): { sql: string } }).compile(compilingDb());
  checkGrammar(sql);
  return sql;
}

export function checkGrammar(sql: string): void {
  if (BEYOND_THE_GRAMMAR.some((pattern) => pattern.test(sql))) return;
  try {
    validate(sql, "redshift");
  } catch (error) {
    throw new Error(`the Redshift grammar refuses: ${sql}\n${(error as Error).message}`);
  }
}
