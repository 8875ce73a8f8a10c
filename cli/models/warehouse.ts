// The warehouse that models run in: DIR's own on the local AWS, or one that options name, on whatever AWS the environment is for.
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { Kysely } from "kysely";
import { HeadraceError } from "../../core/errors.ts";
import { RedshiftDataDialect, RedshiftError } from "../../warehouse/kysely/index.ts";
import { usageError } from "../args/usage.ts";
import { awsConfig } from "../aws.ts";
import { runningLocal } from "../local-aws.ts";
import { warehouseOf } from "../pipeline/find.ts";

export interface WarehouseChoice {
  state: string | undefined;
  workgroup: string | undefined;
  cluster: string | undefined;
  database: string | undefined;
  "secret-arn": string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: models bring their own types; here statements are text
export async function warehouseFor(dir: string, choice: WarehouseChoice): Promise<Kysely<any>> {
  if (choice.workgroup !== undefined && choice.cluster !== undefined)
    throw usageError("--workgroup and --cluster are two warehouses; give one");
  return new Kysely({ dialect: new RedshiftDataDialect(await dialectConfig(dir, choice)) });
}

async function dialectConfig(dir: string, choice: WarehouseChoice) {
  const { workgroup, cluster, database, "secret-arn": secretArn } = choice;
  const secret = secretArn === undefined ? {} : { secretArn };
  if (workgroup !== undefined || cluster !== undefined) {
    await checkEnvironment();
    const target =
      workgroup === undefined ? { clusterIdentifier: cluster as string } : { workgroupName: workgroup };
    return { ...target, database: database ?? "dev", ...secret };
  }
  const local = await runningLocal(choice.state);
  const { warehouse, database: own, region } = warehouseOf(dir, local);
  const client = new RedshiftDataClient(awsConfig(local.env, region));
  if ("WorkgroupName" in warehouse) {
    const { WorkgroupName: workgroupName, SecretArn } = warehouse;
    const ownSecret = SecretArn === undefined ? {} : { secretArn: SecretArn };
    return { client, workgroupName, database: database ?? own, ...ownSecret, ...secret };
  }
  const user = warehouse.DbUser ? { dbUser: warehouse.DbUser } : {};
  return {
    client,
    clusterIdentifier: warehouse.ClusterIdentifier,
    database: database ?? own,
    ...(secretArn === undefined ? user : secret),
  };
}

/** The SDK finds region and credentials when it first needs them, and then says little of how to give them. */
async function checkEnvironment(): Promise<void> {
  const client = new RedshiftDataClient({});
  try {
    await client.config.region();
    await client.config.credentials();
  } catch (error) {
    throw new HeadraceError(
      "aws_environment",
      `the environment does not say which AWS to use: ${(error as Error).message}`,
      'set AWS_REGION and credentials or AWS_PROFILE, as for any AWS tool; for the local AWS, eval "$(headrace local env)"',
      3,
    );
  } finally {
    client.destroy();
  }
}

/** What the warehouse refused before any model had its turn, as an error to act on. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof RedshiftError)) return error;
  return error.exception === undefined
    ? new HeadraceError(
        "warehouse_refused",
        error.message,
        "Check the database, and what its user may do there: see docs/models.md.",
      )
    : new HeadraceError(
        "warehouse_unreachable",
        error.message,
        "Check the cluster or workgroup, the database, the region and the caller's rights to the Redshift Data API.",
        3,
      );
}
