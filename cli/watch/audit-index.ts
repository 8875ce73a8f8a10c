// The newest records of the audit table under one name: a dataset's, or that of what was opened of its tokens.
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { AUDIT_INDEX } from "../../core/records/audit.ts";

export async function newestRecords(
  client: DynamoDBDocumentClient,
  table: string,
  name: string,
  most: number,
): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: AUDIT_INDEX.name,
      KeyConditionExpression: "#dataset = :dataset",
      ExpressionAttributeNames: { "#dataset": AUDIT_INDEX.hash },
      ExpressionAttributeValues: { ":dataset": name },
      ScanIndexForward: false,
      Limit: most,
    }),
  );
  return Items;
}
