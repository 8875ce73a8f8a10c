// DynamoDB: moto's tables.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
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
  const table = text(input.TableName);
  if (!table) return text(input.Statement) ? undefined : [{ action: `dynamodb:${operation}`, resource: "*" }];
  const index = text(input.IndexName);
  return [{ action: `dynamodb:${operation}`, resource: index ? `${arn(table)}/index/${index}` : arn(table) }];
};

export const dynamodb = (): LocalService => ({
  services: ["dynamodb"],
  target: { prefix: "DynamoDB_20120810", version: "1.0" },
  needs,
  changesAccess: ({ operation = "" }) => /^(Create|Update|Delete)Table$/.test(operation),
  handle: dynamodbTags,
});
