// The table over the trail's files, whose partitions are computed. Source: Athena User Guide, "Create the table for CloudTrail logs in
// Athena using partition projection".
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import type { Account } from "../constructs/account.ts";
import { type Construct, type Expr, one, plain, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { logsFolder } from "./store.ts";

type TrailVars = Vars<typeof inputs>;

const SESSION =
  "struct<attributes:struct<mfaauthenticated:string,creationdate:string>,sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>";

const COLUMNS: { readonly [column: string]: string } = {
  eventversion: "string",
  useridentity: `struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,username:string,onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:${SESSION}>`,
  eventtime: "string",
  eventsource: "string",
  eventname: "string",
  awsregion: "string",
  sourceipaddress: "string",
  useragent: "string",
  errorcode: "string",
  errormessage: "string",
  requestparameters: "string",
  responseelements: "string",
  additionaleventdata: "string",
  requestid: "string",
  eventid: "string",
  readonly: "string",
  resources: "array<struct<arn:string,accountid:string,type:string>>",
  eventtype: "string",
  apiversion: "string",
  recipientaccountid: "string",
  serviceeventdetails: "string",
  sharedeventid: "string",
  vpcendpointid: "string",
  vpcendpointaccountid: "string",
  eventcategory: "string",
  addendum: "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>",
  sessioncredentialfromconsole: "string",
  edgedevicedetails: "string",
  tlsdetails: "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
};

/** Terraform would read a dollar before a brace as its own. */
const partition = (key: string): string => `$$\{${key}}`;

/** @returns the names of database and table; null where there is no table */
export function trailTable(
  scope: Construct,
  at: Account,
  vars: TrailVars,
  bucket: Expr,
): { database: Expr; table: Expr } {
  const own = when(
    tf`${vars.create_table} && ${vars.create_database}`,
    new GlueCatalogDatabase(scope, "database", {
      name: tf`replace("\${${vars.name}}_trail", "-", "_")`.toString(),
      description: `What the trail of ${vars.name} recorded`,
      tags: vars.tags.map,
    }),
  );
  const database = tf`${vars.create_table} ? try(coalesce(${one(own, "name")}, ${vars.database_name}), null) : null`;
  const location = `s3://${bucket}/${logsFolder(at, vars)}/CloudTrail`;
  const table = when(
    vars.create_table,
    new GlueCatalogTable(scope, "table", {
      databaseName: `${database}`,
      name: "cloudtrail",
      description: `Records of CloudTrail, by region and day`,
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [
        { name: "region", type: "string" },
        { name: "day", type: "string" },
      ],
      parameters: {
        EXTERNAL: "TRUE",
        classification: "cloudtrail",
        read_restored_glacier_objects: "true",
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": `${tf`join(",", sort(distinct(concat(${vars.regions}, [${at.region}]))))`}`,
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.interval": "1",
        "projection.day.interval.unit": "DAYS",
        "projection.day.range": `NOW-${vars.table_days}DAYS,NOW+1DAYS`,
        "storage.location.template": `${location}/${partition("region")}/${partition("day")}`,
      },
    }),
  );
  table.addOverride(
    "storage_descriptor",
    plain({
      location: `${location}/`,
      input_format: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
      output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      ser_de_info: {
        serialization_library: "org.apache.hive.hcatalog.data.JsonSerDe",
        parameters: { "serialization.format": "1" },
      },
      columns: Object.entries(COLUMNS).map(([name, type]) => ({ name, type })),
    }),
  );
  return { database, table: one(table, "name") };
}
