// The API's table: one item for each thing that outlives a request, told apart by what its `id` begins with.
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/clients/dynamodb.ts";

export const documents = () =>
  DynamoDBDocumentClient.from(dynamodb(), { marshallOptions: { removeUndefinedValues: true } });

/** Epoch seconds, as DynamoDB's TTL has them. It deletes late, so that readers look at the time themselves. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export const isTaken = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;
