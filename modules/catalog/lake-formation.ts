// Lake Formation's grants, for accounts where it decides on the catalog beside IAM: where new databases and tables are not
// left to the group IAMAllowedPrincipals. By default they are, and nothing is granted here.
// Source: AWS Lake Formation Developer Guide, "Changing the default settings for your data lake" and "Lake Formation
// permissions reference".
import { LakeformationPermissions } from "@cdktf/provider-aws/lib/lakeformation-permissions/index.js";
import * as z from "zod";
import { type Construct, type Expr, each, forEach, tf, type Vars } from "../kit/index.ts";

export const lakeFormationInput = z
  .object({
    enabled: z
      .boolean()
      .default(false)
      .describe(
        "Grant in Lake Formation what the function needs of the database, and `readers` to read it. Whoever applies must be able to grant: as the creator of the database, or as an administrator of the data lake.",
      ),
    readers: z
      .record(z.string(), z.string())
      .default({})
      .describe(
        "ARNs of the IAM roles and users that may read every table, each under a name of your choice.",
      ),
  })
  .prefault({})
  .describe(
    "For accounts where Lake Formation decides on the catalog: where `IAMAllowedPrincipals` has no rights to new databases and tables. Locations that are registered with Lake Formation need grants of their own.",
  );

/** A function adds partitions: that is a change of the table, and of what lies in it. */
const WRITES = ["ALTER", "DESCRIBE", "INSERT"];
const READS = ["DESCRIBE", "SELECT"];

export function lakeFormation(
  scope: Construct,
  vars: Vars<z.ZodObject<{ lake_formation: typeof lakeFormationInput }>>,
  ids: { roleArn: Expr; database: Expr; tables: Expr },
): void {
  const asked = vars.lake_formation;
  const readers = tf`{ for name, arn in ${asked.attr("readers")} : "reader/\${name}" => { arn = arn, rights = ${READS} } }`;
  const grants = tf`{ for k, v in merge(${readers}, { function = { arn = ${ids.roleArn}, rights = ${WRITES} } }) : k => v if ${asked.attr("enabled")} }`;
  const principal = `${each.value.attr("arn")}`;
  forEach(
    new LakeformationPermissions(scope, "lake-formation-database", {
      principal,
      permissions: ["DESCRIBE"],
      database: { name: `${ids.database}` },
    }),
    grants,
  );
  const tables = new LakeformationPermissions(scope, "lake-formation-tables", {
    principal,
    permissions: each.value.attr("rights").list,
    table: { databaseName: `${ids.database}`, wildcard: true },
  });
  forEach(tables, grants).addOverride("depends_on", [ids.tables.hcl]);
}
