// The jaffle shop in the local Redshift: its raw tables in "lake", our executor, and SQL past both to compare with.
import { fileURLToPath } from "node:url";
import { Kysely } from "kysely";
import { RedshiftDataDialect } from "../../kysely/index.ts";
import { numbers } from "../../kysely/testing/warehouse.ts";
import { FaultyRedshift } from "../../testing/faulty-redshift.ts";
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

const WAREHOUSE = { clusterIdentifier: "main" };

const STATUSES = ["placed", "shipped", "completed", "return_pending", "returned"];
const METHODS = ["credit_card", "coupon", "bank_transfer", "gift_card"];

/** The text that the number names, of which the first is 0. */
const oneOf = (texts: readonly string[], number: string) =>
  `case ${number} ${texts.map((text, i) => `when ${i} then '${text}'`).join(" ")} end`;

const RAW = [
  "create schema lake",
  `create table lake.raw_customers as select range as id, 'First' || range as first_name, 'L' as last_name from ${numbers(3)} n where range between 1 and 100`,
  `create table lake.raw_orders as select range as id, 1 + (range * 7) % 100 as user_id, dateadd(day, range / 2, '2018-01-01')::date as order_date, cast(${oneOf(STATUSES, "range % 5")} as varchar(20)) as status from ${numbers(3)} n where range between 1 and 99`,
  `create table lake.raw_payments as select range as id, 1 + (range * 3) % 99 as order_id, ${oneOf(METHODS, "range % 4")} as payment_method, 100 * (range % 31) as amount from ${numbers(3)} n where range between 1 and 120`,
];

export class JaffleWarehouse {
  readonly api: FaultyRedshift;
  readonly executor: Executor;
  readonly project: Project;
  readonly #db: Kysely<unknown>;

  private constructor(api: FaultyRedshift, project: Project) {
    this.api = api;
    this.project = project;
    this.#db = new Kysely({
      dialect: new RedshiftDataDialect({
        endpoint: api.endpoint,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        ...WAREHOUSE,
        database: "dev",
        retry: { attempts: 3, baseMs: 5 },
      }),
    });
    this.executor = redshiftExecutor(this.#db);
  }

  static async start(): Promise<JaffleWarehouse> {
    const project = await openProject(JAFFLE, { dag: "jaffle" });
    const api = await FaultyRedshift.start();
    for (const sql of RAW) await api.redshift.look(sql, WAREHOUSE);
    return new JaffleWarehouse(api, project);
  }

  run(options: RunOptions = {}, project = this.project): Promise<RunReport> {
    return run(project.graph, project.settings, this.executor, options);
  }

  look(sql: string): Promise<unknown[][]> {
    return this.api.redshift.look(sql, WAREHOUSE);
  }

  async stop(): Promise<void> {
    await this.#db.destroy();
    await this.api.stop();
  }
}
