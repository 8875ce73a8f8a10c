// The warehouse that a function's environment names, through the Data API.
import { Kysely } from "kysely";
import type { WarehouseEnvironment } from "../../core/environment/warehouse.ts";
import { RedshiftDataDialect } from "../../warehouse/kysely/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: schemas and tables are named by the contract and the models
export type Warehouse = Kysely<any>;

export function connect(env: WarehouseEnvironment, statementName: string): Warehouse {
  const { CLUSTER_IDENTIFIER, WORKGROUP_NAME, DB_USER, SECRET_ARN } = env;
  return new Kysely({
    dialect: new RedshiftDataDialect({
      database: env.DATABASE,
      statementName,
      // Half a minute at most: a function's time is cheaper than a message that comes again.
      retry: { attempts: 10 },
      ...(CLUSTER_IDENTIFIER && { clusterIdentifier: CLUSTER_IDENTIFIER }),
      ...(WORKGROUP_NAME && { workgroupName: WORKGROUP_NAME }),
      ...(SECRET_ARN ? { secretArn: SECRET_ARN } : DB_USER && CLUSTER_IDENTIFIER && { dbUser: DB_USER }),
    }),
  });
}
