// What is done in the background, as the API's table has it: announced, at work once at a time, and at an end.
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { BACKGROUND_STATES } from "../../core/api/routes/tasks.ts";
import { documents, inSeconds, isTaken } from "./table.ts";

export interface BackgroundItem {
  /** 32 hex digits, of all that makes it what it is. */
  item_id: string;
  caller: string;
  /** ISO 8601. */
  created_at: string;
  state: (typeof BACKGROUND_STATES)[number];
  /** Epoch seconds, until which an attempt may be at work. */
  working_until?: number;
  /** It is for a job to begin. */
  handed_on?: boolean;
}

/** An attempt that has died leaves the item as `working`; it has failed once that attempt's time is over. */
export const stateOf = ({ state, working_until = 0 }: BackgroundItem): BackgroundItem["state"] =>
  state === "working" && working_until * 1000 < Date.now() ? "failed" : state;

export interface InBackground<Item extends BackgroundItem, Result> {
  /** Notes it, unless it is there: then that one is the answer. */
  note(table: string, item: Item): Promise<Item>;
  read(table: string, id: string): Promise<Item | undefined>;
  /**
   * @param handedOn whether it is what another has handed on that is begun
   * @returns false where another attempt is at it, or it is done
   */
  begin(table: string, id: string, seconds: number, handedOn?: boolean): Promise<boolean>;
  /** Leaves it, as being worked at for so many seconds, to what begins it as handed on. */
  handOn(table: string, id: string, seconds: number): Promise<void>;
  end(table: string, id: string, state: "done" | "rejected" | "failed", result?: Result): Promise<void>;
}

/**
 * @param kind what goes before the id in the table
 * @param days after which nothing is known of it
 */
export function inBackground<Item extends BackgroundItem, Result extends object>(
  kind: string,
  days: number,
): InBackground<Item, Result> {
  const keyOf = (id: string) => ({ id: `${kind}#${id}` });
  const read = async (TableName: string, id: string): Promise<Item | undefined> => {
    const { Item: found } = await documents().send(
      new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }),
    );
    return found as Item | undefined;
  };
  return {
    read,

    note: async (TableName, item) => {
      const Item = { ...keyOf(item.item_id), ...item, expires_at: inSeconds(days * 86_400) };
      try {
        await documents().send(
          new PutCommand({
            TableName,
            Item,
            ConditionExpression: "attribute_not_exists(id) OR expires_at <= :now",
            ExpressionAttributeValues: { ":now": inSeconds(0) },
          }),
        );
        return item;
      } catch (error) {
        const there = isTaken(error) ? await read(TableName, item.item_id) : undefined;
        if (there) return there;
        throw error;
      }
    },

    begin: async (TableName, id, seconds, handedOn = false) => {
      try {
        await documents().send(
          new UpdateCommand({
            TableName,
            Key: keyOf(id),
            ...(handedOn
              ? {
                  // Its own next attempt finds it so, too.
                  UpdateExpression: "SET working_until = :until",
                  ConditionExpression: "#state = :working AND handed_on = :true",
                }
              : {
                  UpdateExpression: "SET #state = :working, working_until = :until REMOVE handed_on",
                  ConditionExpression:
                    "#state IN (:waiting, :failed) OR (#state = :working AND working_until <= :now)",
                }),
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":working": "working",
              ":until": inSeconds(seconds),
              ...(handedOn
                ? { ":true": true }
                : { ":waiting": "waiting", ":failed": "failed", ":now": inSeconds(0) }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        throw error;
      }
    },

    handOn: async (TableName, id, seconds) => {
      await documents().send(
        new UpdateCommand({
          TableName,
          Key: keyOf(id),
          UpdateExpression: "SET working_until = :until, handed_on = :true",
          ExpressionAttributeValues: { ":until": inSeconds(seconds), ":true": true },
        }),
      );
    },

    end: async (TableName, id, state, result) => {
      await documents().send(
        new UpdateCommand({
          TableName,
          Key: keyOf(id),
          UpdateExpression: `SET #state = :state${result ? ", #result = :result" : ""} REMOVE handed_on`,
          ExpressionAttributeNames: { "#state": "state", ...(result && { "#result": "result" }) },
          ExpressionAttributeValues: { ":state": state, ...(result && { ":result": result }) },
        }),
      );
    },
  };
}
