// The jaffle shop in a small warehouse: its raw tables in "lake", our executor, and SQL past both to compare with.
import { fileURLToPath } from "node:url";
import { Kysely } from "kysely";
import { RedshiftDataDialect } from "../../kysely/index.ts";
import { FakeDataApi } from "../../kysely/tests/data-api-server.ts";
import {
  type Executor,
  openProject,
  type Project,
  type RunOptions,
  type RunReport,
  redshiftExecutor,
  run,
} from "../project.ts";

export const JAFFLE = fileURLToPath(new URL("jaffle", import.meta.url));

const RAW = [
  "create schema lake",
  "create table lake.raw_customers as select range as id, 'First' || range as first_name, 'L' as last_name from range(1, 101)",
  "create table lake.raw_orders as select range as id, 1 + (range * 7) % 100 as user_id, date '2018-01-01' + cast(range // 2 as integer) as order_date, ['placed', 'shipped', 'completed', 'return_pending', 'returned'][1 + range % 5] as status from range(1, 100)",
  "create table lake.raw_payments as select range as id, 1 + (range * 3) % 99 as order_id, ['credit_card', 'coupon', 'bank_transfer', 'gift_card'][1 + range % 4] as payment_method, 100 * (range % 31) as amount from range(1, 121)",
];

export class JaffleWarehouse {
  readonly api: FakeDataApi;
  readonly executor: Executor;
  readonly project: Project;
  readonly #db: Kysely<unknown>;

  private constructor(api: FakeDataApi, project: Project) {
    this.api = api;
    this.project = project;
    this.#db = new Kysely({
      dialect: new RedshiftDataDialect({
        endpoint: api.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        clusterIdentifier: "main",
        database: "dev",
        retry: { attempts: 3, baseMs: 5 },
      }),
    });
    this.executor = redshiftExecutor(this.#db);
  }

  static async start(): Promise<JaffleWarehouse> {
    const project = await openProject(JAFFLE, { dag: "jaffle" });
    const api = await FakeDataApi.start();
    for (const sql of RAW) await api.look(sql);
    return new JaffleWarehouse(api, project);
  }

  run(options: RunOptions = {}, project = this.project): Promise<RunReport> {
    return run(project.graph, project.settings, this.executor, options);
  }

  look(sql: string): Promise<unknown[][]> {
    return this.api.look(sql);
  }

  async stop(): Promise<void> {
    await this.#db.destroy();
    await this.api.stop();
  }
}
