// Queries of the trail's table, saved by name: what an auditor asks. A question mark is a parameter, which Athena asks for.
import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query/index.js";
import { type Construct, type Expr, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type TrailVars = Vars<typeof inputs>;

interface Query {
  description: string;
  /** What is selected beside time and principal. */
  columns?: readonly string[];
  where: string;
  /** The table is joined with the resources of each event, as `resource`. */
  resources?: true;
}

const WHO = "coalesce(useridentity.arn, useridentity.invokedby, useridentity.principalid) AS who";

/** Name → query. What they scan is bounded by the day: change the number of days, or name the region, to scan less. */
export const QUERIES: { readonly [name: string]: Query } = {
  "who read this object": {
    description: "Parameter: the object's ARN",
    columns: ["eventname", "sourceipaddress", "useragent", "errorcode"],
    where: "eventsource = 's3.amazonaws.com' AND readonly = 'true' AND resource.arn = ?",
    resources: true,
  },
  "who changed this object": {
    description: "Who wrote or deleted it. Parameter: the object's ARN",
    columns: ["eventname", "sourceipaddress", "useragent", "errorcode"],
    where: "eventsource = 's3.amazonaws.com' AND readonly = 'false' AND resource.arn = ?",
    resources: true,
  },
  "who read this table": {
    description: "Parameter: the DynamoDB table's ARN",
    columns: ["eventname", "sourceipaddress", "errorcode"],
    where: "eventsource = 'dynamodb.amazonaws.com' AND readonly = 'true' AND resource.arn = ?",
    resources: true,
  },
  "who detokenized": {
    description:
      "Who invoked the functions that open tokens. What came by API Gateway is its caller's: the audit table has who, why, and of which rows",
    columns: ["resource.arn AS function", "sourceipaddress", "errorcode"],
    where: "eventsource = 'lambda.amazonaws.com' AND eventname = 'Invoke' AND FUNCTIONS",
    resources: true,
  },
  "who used this key": {
    description: "Parameter: the KMS key's ARN",
    columns: ["eventname", "sourceipaddress", "errorcode", "requestparameters"],
    where: "eventsource = 'kms.amazonaws.com' AND resource.arn = ?",
    resources: true,
  },
  "what this principal did": {
    description: "Parameter: the ARN of a user, or of a role",
    columns: ["eventsource", "eventname", "errorcode", "requestparameters"],
    where: "? IN (useridentity.arn, useridentity.sessioncontext.sessionissuer.arn)",
  },
  "what the root did": {
    description: "What the account's root did by itself",
    columns: ["eventsource", "eventname", "sourceipaddress", "errorcode"],
    where: "useridentity.type = 'Root' AND useridentity.invokedby IS NULL",
  },
  "what was denied": {
    description: "Requests that were denied, and why",
    columns: ["eventsource", "eventname", "errorcode", "errormessage"],
    where: "errorcode LIKE 'AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation'",
  },
  "what changed access": {
    description: "Changes of policies, keys, the trail, and of who may reach a bucket",
    columns: ["eventsource", "eventname", "errorcode", "requestparameters"],
    where:
      "readonly = 'false' AND (eventname LIKE '%Policy%' OR eventname LIKE '%PublicAccessBlock' OR eventname LIKE '%BucketAcl' OR eventname LIKE '%Permission%' OR eventsource = 'cloudtrail.amazonaws.com' OR (eventsource = 'kms.amazonaws.com' AND eventname LIKE '%Key%'))",
  },
};

const DAYS = 30;

/** @returns name → id */
export function namedQueries(scope: Construct, vars: TrailVars, at: { database: Expr; table: Expr }): Expr {
  const ids: { [name: string]: Expr } = {};
  for (const [name, { description, columns = [], where, resources }] of Object.entries(QUERIES)) {
    const from = `"${at.database}"."${at.table}"${resources ? " CROSS JOIN UNNEST(resources) AS r (resource)" : ""}`;
    const ofFunctions = tf`length(${vars.detokenize_function_arns}) == 0 ? "resource.arn LIKE '%-detokenize'" : format("(%s)", join(" OR ", [for a in ${vars.detokenize_function_arns} : "resource.arn LIKE '\${a}%'"]))`;
    const query = `SELECT eventtime, ${[WHO, ...columns].join(", ")}
FROM ${from}
WHERE day >= date_format(date_add('day', -${DAYS}, current_date), '%Y/%m/%d')
  AND (${where.replace("FUNCTIONS", () => `${ofFunctions}`)})
ORDER BY eventtime DESC
LIMIT 1000`;
    const saved = when(
      vars.create_table,
      new AthenaNamedQuery(scope, `query-${name.replaceAll(" ", "-")}`, {
        name: `${vars.name}/${name}`,
        description,
        workgroup: `${vars.workgroup_name}`,
        database: `${at.database}`,
        query,
      }),
    );
    ids[name.replaceAll(" ", "_")] = one(saved, "id");
  }
  return tf`{ for k, id in ${ids} : k => id if ${vars.create_table} }`;
}
