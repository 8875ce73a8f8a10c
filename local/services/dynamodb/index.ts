// DynamoDB: moto's tables and their streams, and the end of items whose time is over.
import type { Forward, LocalContext, LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import type { MetricStore } from "../monitoring/series/store.ts";
import { Expiry } from "./expiry.ts";
import { dynamodbTags } from "./tags.ts";

const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  ConditionCheck: "ConditionCheckItem",
};

const needs: NeedsOf = (request, { accountId }) => {
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
  const stream = text(input.StreamArn) ?? text(input.ShardIterator)?.split("|")[0];
  if (stream) return [{ action: `dynamodb:${operation}`, resource: stream }];
  const table = text(input.TableName);
  if (!table) return text(input.Statement) ? undefined : [{ action: `dynamodb:${operation}`, resource: "*" }];
  const index = text(input.IndexName);
  return [{ action: `dynamodb:${operation}`, resource: index ? `${arn(table)}/index/${index}` : arn(table) }];
};

interface DynamodbContext extends LocalContext {
  forward: Forward;
  metrics: MetricStore;
}

export const dynamodb = ({ forward, region, metrics }: DynamodbContext): LocalService => {
  const expiry = new Expiry(forward, region, () => metrics.clock.now());
  return {
    services: ["dynamodb"],
    target: { prefix: "DynamoDB_20120810", version: "1.0" },
    needs,
    changesAccess: ({ operation = "" }) => /^(Create|Update|Delete)Table$/.test(operation),
    handle: dynamodbTags,
    witness: ({ service, operation }) => {
      if (service === "dynamodb" && operation === "UpdateTimeToLive") expiry.begin();
    },
    advance: () => expiry.look(),
    close: async () => expiry.close(),
  };
};
