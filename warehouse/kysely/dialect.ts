// The dialect: hand it to Kysely.
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely";
import { RedshiftAdapter } from "./adapter.ts";
import { RedshiftQueryCompiler } from "./compiler/index.ts";
import { dialectSettings, type RedshiftDataDialectConfig } from "./config.ts";
import { DataApi } from "./driver/data-api.ts";
import { RedshiftDataDriver } from "./driver/driver.ts";
import { SOCKETS } from "./driver/long-polls.ts";
import { RedshiftIntrospector } from "./introspector.ts";

/**
 * Kysely on Amazon Redshift, provisioned or Serverless, through the Redshift Data API.
 *
 * @example
 * ```ts
 * const warehouse = new Kysely<Shop>({
 *   dialect: new RedshiftDataDialect({ clusterIdentifier: "main", database: "dev", dbUser: "etl" }),
 * });
 * const newest = await warehouse.selectFrom("orders").selectAll().orderBy("ordered_at", "desc").limit(10).execute();
 * ```
 */
export class RedshiftDataDialect implements Dialect {
  readonly #api: DataApi;
  readonly #ownsClient: boolean;

  constructor(config: RedshiftDataDialectConfig) {
    const settings = dialectSettings(config);
    const { client, region, endpoint, credentials } = config;
    this.#ownsClient = !client;
    this.#api = new DataApi(
      client ??
        new RedshiftDataClient({
          ...(region && { region }),
          ...(endpoint && { endpoint }),
          ...(credentials && { credentials }),
          requestHandler: { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } },
        }),
      settings,
    );
  }

  createDriver(): Driver {
    return new RedshiftDataDriver(this.#api, this.#ownsClient);
  }

  createQueryCompiler(): QueryCompiler {
    return new RedshiftQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new RedshiftAdapter(this.#api);
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new RedshiftIntrospector(db);
  }
}
