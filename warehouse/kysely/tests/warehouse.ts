// A warehouse for the driver's tests: the small Data API, and Kysely connected to it.
import { Kysely, sql } from "kysely";
import { RedshiftDataDialect, type RedshiftDataDialectConfig } from "../index.ts";
import { FakeDataApi } from "./data-api-server.ts";

export interface Tables {
  t: { id: number; name: string | null; amount: string | null };
  tmp: { a: number };
}

export class TestWarehouse {
  readonly api: FakeDataApi;
  readonly db: Kysely<Tables>;
  readonly #open: Kysely<Tables>[] = [];

  private constructor(api: FakeDataApi) {
    this.api = api;
    this.db = this.connect();
  }

  static async start(): Promise<TestWarehouse> {
    return new TestWarehouse(await FakeDataApi.start());
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
