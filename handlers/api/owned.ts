// What callers asked for and ask about later: an item of the API's table each, which only its own caller finds.
import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { Problem } from "../../core/api/problems.ts";
import { documents, inSeconds } from "../http/table.ts";

/** As long as Athena's results are kept by the pipeline's own rule. */
const KEPT_SECONDS = 7 * 86_400;

export interface Owner {
  readonly table: string;
  readonly caller: string;
}

/** @param kind what goes before the id in the table, and in words */
export async function keepOwned<T extends object>(
  { table, caller }: Owner,
  kind: string,
  about: T,
): Promise<string> {
  const id = randomUUID();
  await documents().send(
    new PutCommand({
      TableName: table,
      Item: { ...about, id: `${kind}#${id}`, caller, expires_at: inSeconds(KEPT_SECONDS) },
    }),
  );
  return id;
}

/** @throws Problem not_found, also where it is another caller's */
export async function readOwned<T extends object>(
  { table, caller }: Owner,
  kind: string,
  id: string,
): Promise<T> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: table, Key: { id: `${kind}#${id}` }, ConsistentRead: true }),
  );
  if (Item?.caller !== caller || Item.expires_at <= inSeconds(0))
    throw new Problem("not_found", `You have no ${kind} of this id. They are kept for a week.`);
  return Item as T;
}
