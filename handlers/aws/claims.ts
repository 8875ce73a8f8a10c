// Claims in DynamoDB: an item per arrival, and one per batch. An arrival's id has no slash in it, and a batch's key has.
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Arrival } from "../../core/arrivals/arrival.ts";
import type { Claim, Claims } from "../../core/arrivals/land.ts";
import { dynamodb } from "./clients/dynamodb.ts";

const DAY_SECONDS = 86_400;

/** @param days for which a claim holds */
export function dynamodbClaims(TableName: string, days: number): Claims {
  /** A batch outlives the claims that name it. */
  const expiry = (more = 0) => ({ N: String(Math.floor(Date.now() / 1000) + (days + more) * DAY_SECONDS) });

  const update = async (
    batch: string,
    attribute: "until" | "landed",
    value: { N: string } | { BOOL: true },
  ) => {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: batch } },
        UpdateExpression: "SET #attribute = :value, expires_at = :expiry",
        ExpressionAttributeNames: { "#attribute": attribute },
        ExpressionAttributeValues: { ":value": value, ":expiry": expiry(1) },
      }),
    );
  };

  return {
    open: async (batch, until) => {
      const Item = { id: { S: batch }, until: { N: String(until) }, expires_at: expiry(1) };
      await dynamodb().send(new PutItemCommand({ TableName, Item }));
    },
    renew: (batch, until) => update(batch, "until", { N: String(until) }),
    landed: (batch) => update(batch, "landed", { BOOL: true }),
    stateOf: async (batch) => {
      const { Item } = await dynamodb().send(
        new GetItemCommand({ TableName, Key: { id: { S: batch } }, ConsistentRead: true }),
      );
      return Item && { landed: Item.landed?.BOOL === true, until: Number(Item.until?.N ?? 0) };
    },
    claim: async (arrival, batch, from) => {
      try {
        await dynamodb().send(
          new PutItemCommand({
            TableName,
            Item: {
              id: { S: arrival.id },
              batch: { S: batch },
              ...(arrival.digest !== undefined && { digest: { S: arrival.digest } }),
              expires_at: expiry(),
            },
            ...(from === undefined
              ? { ConditionExpression: "attribute_not_exists(id)" }
              : {
                  // One that its time has dropped meanwhile is nobody's.
                  ConditionExpression: "attribute_not_exists(id) OR #batch = :from",
                  ExpressionAttributeNames: { "#batch": "batch" },
                  ExpressionAttributeValues: { ":from": { S: from } },
                }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return claimOf(arrival, batch);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException) || !error.Item?.batch?.S) throw error;
        return { batch: error.Item.batch.S, digest: error.Item.digest?.S };
      }
    },
  };
}

const claimOf = ({ digest }: Arrival, batch: string): Claim => ({ batch, digest });
