// What a request is to CloudTrail: the event's name, whether it reads or writes, whether it is of management or of data, and what
// it is about. Undefined for what CloudTrail records for nobody here. Sources: CloudTrail User Guide, "Logging data events"; S3
// User Guide, "Amazon S3 CloudTrail events"; the developer guides of Lambda and DynamoDB.
import type { ServiceRequest } from "../../gateway/service.ts";
import { inputOf, text } from "../../iam/need.ts";
import type { ResourceOf, What } from "./event.ts";
import { restName } from "./rest-names.ts";
import { s3What } from "./s3-names.ts";

/** Operations of items: data events of tables. */
const ITEMS_READ = new Set(["GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems", "PartiQLSelect"]);
const ITEMS_WRITTEN = new Set([
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "BatchWriteItem",
  "TransactWriteItems",
  "ExecuteStatement",
  "BatchExecuteStatement",
  "ExecuteTransaction",
]);

/** Data events of kinds that nobody selects here, and what CloudTrail never records. */
const UNRECORDED: Readonly<Record<string, RegExp>> = {
  sqs: /Message/,
  sns: /^Publish/,
  logs: /^(PutLogEvents|GetLogEvents|FilterLogEvents)$/,
  monitoring: /^(PutMetricData|GetMetric)/,
  "execute-api": /./,
};

/** Operations that read and whose names do not begin like it. */
const READS =
  /^(Get|List|Describe|Head|BatchGet|Lookup|Search|Select|Query|Scan|Check|Decrypt|Encrypt|Generate|ReEncrypt|Verify|Sign|AssumeRole|Validate|Test|Simulate)/;

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

export function whatOf(request: ServiceRequest, accountId: string): What | undefined {
  const { service, operation = "", region } = request;
  if (service === "s3") return s3What(request, accountId);
  if (UNRECORDED[service]?.test(operation || "-")) return undefined;
  if (service === "dynamodb" && (ITEMS_READ.has(operation) || ITEMS_WRITTEN.has(operation))) {
    const tables = tablesOf(inputOf(request));
    const type = "AWS::DynamoDB::Table";
    const arn = (table: string): string =>
      table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
    const resources = tables.map((table) => ({ accountId, type, ARN: arn(table) }));
    return { name: operation, readOnly: ITEMS_READ.has(operation), data: type, resources };
  }
  const invoked = service === "lambda" && INVOKE.exec(request.path)?.[1];
  if (invoked) {
    const type = "AWS::Lambda::Function";
    const named = decodeURIComponent(invoked);
    const ARN = named.startsWith("arn:") ? named : `arn:aws:lambda:${region}:${accountId}:function:${named}`;
    return { name: "Invoke", readOnly: false, data: type, resources: [{ accountId, type, ARN }] };
  }
  const name = operation || restName(request);
  if (!name) return undefined;
  return { name, readOnly: READS.test(name), ...keyOf(request, accountId) };
}

function tablesOf(input: Record<string, unknown>): string[] {
  const one = text(input.TableName);
  if (one) return [one];
  const inLists = (
    (input.TransactItems as Record<string, { TableName?: string }>[] | undefined) ?? []
  ).flatMap((item) => Object.values(item).flatMap(({ TableName }) => TableName ?? []));
  return [...new Set([...Object.keys((input.RequestItems as object | undefined) ?? {}), ...inLists])];
}

function keyOf(request: ServiceRequest, accountId: string): { resources: ResourceOf[] } | undefined {
  const key = request.service === "kms" ? text(inputOf(request).KeyId) : undefined;
  if (!key || key.startsWith("alias/")) return undefined;
  const ARN = key.startsWith("arn:") ? key : `arn:aws:kms:${request.region}:${accountId}:key/${key}`;
  return { resources: [{ accountId, type: "AWS::KMS::Key", ARN }] };
}
