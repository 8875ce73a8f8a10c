// Amazon DynamoDB.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { once } from "./once.ts";

export const dynamodb = /* @__PURE__ */ once(() => new DynamoDBClient({ maxAttempts: 5 }));
