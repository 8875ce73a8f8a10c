// What requests to the services need that name their operation: mostly an action of the same name on one resource.
// Source: the Service Authorization Reference's page of each service.
import type { ServiceRequest } from "../gateway/service.ts";
import { inputOf, type Lookups, type Need, type NeedsOf } from "./need.ts";
import { s3Needs } from "./needs-s3.ts";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Batch operations are allowed by the action of the single one. */
const SINGLE: Record<string, string> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  PublishBatch: "Publish",
};

const single = (operation: string): string => SINGLE[operation] ?? operation;

const sqs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const name = text(input.QueueUrl)?.split("/").at(-1) ?? text(input.QueueName);
  const resource = name ? `arn:aws:sqs:${request.region}:${accountId}:${name}` : "*";
  return [{ action: `sqs:${single(String(request.operation))}`, resource }];
};

const sns: NeedsOf = (request) => {
  const input = inputOf(request);
  const resource = text(input.TopicArn) ?? text(input.TargetArn) ?? text(input.SubscriptionArn) ?? "*";
  return [{ action: `sns:${single(String(request.operation))}`, resource }];
};

const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  ConditionCheck: "ConditionCheckItem",
};

const dynamodb: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const arn = (table: string) =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${request.region}:${accountId}:table/${table}`;
  const operation = String(request.operation);
  const items = input.TransactItems;
  if (Array.isArray(items)) {
    return items.flatMap((item: Record<string, { TableName?: string }>) =>
      Object.entries(item).flatMap(([kind, { TableName }]) =>
        TableName ? { action: `dynamodb:${TRANSACTION_ACTIONS[kind]}`, resource: arn(TableName) } : [],
      ),
    );
  }
  const tables = Object.keys((input.RequestItems as object | undefined) ?? {});
  if (tables.length > 0)
    return tables.map((table) => ({ action: `dynamodb:${operation}`, resource: arn(table) }));
  const table = text(input.TableName);
  if (!table) return text(input.Statement) ? undefined : [{ action: `dynamodb:${operation}`, resource: "*" }];
  const index = text(input.IndexName);
  return [{ action: `dynamodb:${operation}`, resource: index ? `${arn(table)}/index/${index}` : arn(table) }];
};

/** Glue asks for the catalog, the database and the table, each of them. */
const glue: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const action = `glue:${request.operation}`;
  const base = `arn:aws:glue:${request.region}:${accountId}:`;
  const about = String(request.operation);
  if (!/Database|Table|Partition|ColumnStatistics/.test(about)) return undefined;
  const inner = (input.TableInput ?? input.DatabaseInput) as { Name?: string } | undefined;
  const ofDatabase = /Databases?$/.test(about);
  const database = text(input.DatabaseName) ?? (ofDatabase ? (text(input.Name) ?? inner?.Name) : undefined);
  const table = text(input.TableName) ?? (ofDatabase ? undefined : (text(input.Name) ?? inner?.Name));
  const resources = [`${base}catalog`];
  if (database) resources.push(`${base}database/${database}`);
  if (database && table) resources.push(`${base}table/${database}/${table}`);
  else if (database && /Tables$/.test(about)) resources.push(`${base}table/${database}/*`);
  return resources.map((resource) => ({ action, resource }));
};

const secretsmanager: NeedsOf = async (request, lookups) => {
  const input = inputOf(request);
  const action = `secretsmanager:${request.operation}`;
  const id = text(input.SecretId) ?? text(input.Name);
  if (!id) return [{ action, resource: "*" }];
  const found = id.startsWith("arn:") ? id : await lookups.secretArn(request.region, id);
  const resource =
    found ?? `arn:aws:secretsmanager:${request.region}:${lookups.accountId}:secret:${id}-AbCdEf`;
  return [{ action, resource }];
};

const kms: NeedsOf = (request, { accountId }) => {
  const key = text(inputOf(request).KeyId);
  if (!key || key.startsWith("alias/")) return undefined;
  const resource = key.startsWith("arn:") ? key : `arn:aws:kms:${request.region}:${accountId}:key/${key}`;
  return [{ action: `kms:${request.operation}`, resource }];
};

const logs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const group = text(input.logGroupName);
  if (!group) return [{ action: `logs:${request.operation}`, resource: "*" }];
  const arn = `arn:aws:logs:${request.region}:${accountId}:log-group:${group}`;
  const stream = text(input.logStreamName);
  return [{ action: `logs:${request.operation}`, resource: stream ? `${arn}:log-stream:${stream}` : arn }];
};

/** A name that nobody has stands in its own ARN: who asks for it is told so by the service, if he may ask at all. */
async function serverlessArn(
  region: string,
  kind: "workgroup" | "namespace",
  name: string,
  lookups: Lookups,
): Promise<string> {
  if (name.startsWith("arn:")) return name;
  const found = await lookups.serverlessArn(region, kind, name);
  return found ?? `arn:aws:redshift-serverless:${region}:${lookups.accountId}:${kind}/${name}`;
}

const redshiftServerless: NeedsOf = async (request, lookups) => {
  const input = inputOf(request);
  const operation = String(request.operation);
  const kind = /^(Get|Update|Delete)(Workgroup|Credentials)$/.test(operation) ? "workgroup" : "namespace";
  const name =
    kind === "workgroup"
      ? text(input.workgroupName)
      : /Namespace$/.test(operation) && text(input.namespaceName);
  // What is yet to be made has no ARN.
  const known = name && !operation.startsWith("Create");
  const resource = known
    ? await serverlessArn(request.region, kind, name, lookups)
    : (text(input.resourceArn) ?? "*");
  return [{ action: `redshift-serverless:${operation}`, resource }];
};

/** A statement needs the way into the database as well: temporary credentials, or the secret that is named. */
const redshiftData: NeedsOf = async (request, lookups) => {
  const { accountId } = lookups;
  const input = inputOf(request);
  const cluster = text(input.ClusterIdentifier);
  const workgroup = text(input.WorkgroupName);
  const action = `redshift-data:${request.operation}`;
  if (workgroup) {
    const resource = await serverlessArn(request.region, "workgroup", workgroup, lookups);
    const secretArn = text(input.SecretArn);
    const way = secretArn
      ? { action: "secretsmanager:GetSecretValue", resource: secretArn }
      : { action: "redshift-serverless:GetCredentials", resource };
    return [{ action, resource }, way];
  }
  if (!cluster) return [{ action, resource: "*" }];
  const base = `arn:aws:redshift:${request.region}:${accountId}:`;
  const statement = { action, resource: `${base}cluster:${cluster}` };
  const secret = text(input.SecretArn);
  if (secret) return [statement, { action: "secretsmanager:GetSecretValue", resource: secret }];
  const database = `${base}dbname:${cluster}/${text(input.Database) ?? "*"}`;
  const user = text(input.DbUser);
  if (!user) return [statement, { action: "redshift:GetClusterCredentialsWithIAM", resource: database }];
  const credentials = "redshift:GetClusterCredentials";
  return [
    statement,
    { action: credentials, resource: `${base}dbuser:${cluster}/${user}` },
    { action: credentials, resource: database },
  ];
};

const athena: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const group =
    text(input.WorkGroup) ?? (request.operation === "StartQueryExecution" ? "primary" : undefined);
  if (!group) return undefined;
  const resource = `arn:aws:athena:${request.region}:${accountId}:workgroup/${group}`;
  return [{ action: `athena:${request.operation}`, resource }];
};

const lambda: NeedsOf = (request, { accountId }) => {
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.path)?.[1];
  if (!invoked) return undefined;
  const name = decodeURIComponent(invoked);
  const resource = name.startsWith("arn:")
    ? name
    : `arn:aws:lambda:${request.region}:${accountId}:function:${name}`;
  return [{ action: "lambda:InvokeFunction", resource }];
};

const sts: NeedsOf = (request) => {
  if (request.operation === "GetCallerIdentity") return [];
  const role = text(inputOf(request).RoleArn);
  return role ? [{ action: `sts:${request.operation}`, resource: role }] : undefined;
};

const monitoring: NeedsOf = (request) => {
  if (request.operation !== "PutMetricData") return undefined;
  const namespace = text(inputOf(request).Namespace);
  const context = namespace ? { "cloudwatch:namespace": namespace } : undefined;
  return [{ action: "cloudwatch:PutMetricData", resource: "*", context }];
};

const BY_SERVICE: Record<string, NeedsOf> = {
  s3: (request: ServiceRequest): Promise<Need[] | undefined> => s3Needs(request),
  sqs,
  sns,
  dynamodb,
  glue,
  secretsmanager,
  kms,
  logs,
  "redshift-data": redshiftData,
  "redshift-serverless": redshiftServerless,
  athena,
  lambda,
  sts,
  monitoring,
};

export const needsOf: NeedsOf = (request, lookups) => BY_SERVICE[request.service]?.(request, lookups);
