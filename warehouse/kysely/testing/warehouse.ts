// A warehouse for the driver's tests: the local Redshift, a way to it on which calls can fail, and Kysely connected.
import { Kysely, sql } from "kysely";
import { FaultyRedshift } from "../../testing/faulty-redshift.ts";
import { RedshiftDataDialect, type RedshiftDataDialectConfig } from "../index.ts";

export interface Tables {
  t: { id: number; name: string | null; amount: string | null };
  tmp: { a: number };
}

export class TestWarehouse {
  readonly api: FaultyRedshift;
  readonly db: Kysely<Tables>;
  readonly #open: Kysely<Tables>[] = [];

  private constructor(api: FaultyRedshift) {
    this.api = api;
    this.db = this.connect();
  }

  static async start(): Promise<TestWarehouse> {
    return new TestWarehouse(await FaultyRedshift.start());
  }

  connect(config: Partial<RedshiftDataDialectConfig> = {}): Kysely<Tables> {
    const kysely = new Kysely<Tables>({
      dialect: new RedshiftDataDialect({
        endpoint: this.api.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        clusterIdentifier: "main",
        database: "dev",
        dbUser: "etl",
        retry: { attempts: 4, baseMs: 1 },
        ...config,
      }),
    });
    this.#open.push(kysely);
    return kysely;
  }

  /** SQL past the faults, in the cluster of `connect`. */
  look(text: string): Promise<unknown[][]> {
    return this.api.redshift.look(text, { clusterIdentifier: "main", dbUser: "etl" });
  }

  /** An empty table t, and no calls counted yet. */
  async reset(): Promise<void> {
    await sql`drop table if exists t`.execute(this.db);
    await this.db.schema
      .createTable("t")
      .addColumn("id", "bigint")
      .addColumn("name", "text")
      .addColumn("amount", "decimal(38, 10)")
      .execute();
    this.api.calls.length = 0;
  }

  inputs(operation: string): Record<string, unknown>[] {
    return this.api.calls.filter((call) => call.operation === operation).map((call) => call.input);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.map((one) => one.destroy()));
    await this.api.stop();
  }
}

const DIGITS = Array.from({ length: 10 }, (_, n) => `select ${n} as n`).join(" union all ");

/** The numbers from 0 to below 10 to this power, as a subquery with the column `range`. */
export function numbers(powerOfTen: number): string {
  const names = Array.from({ length: powerOfTen }, (_, i) => `d${i}`);
  const sum = names.map((name, i) => `${name}.n * ${10 ** i}`).join(" + ");
  return `(select ${sum} as range from ${names.map((name) => `(${DIGITS}) ${name}`).join(", ")})`;
}
