// How many values a caller may have opened in an hour: whoever has stolen a caller's key does not take a whole dataset along.
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { Problem } from "../../core/api/problems.ts";
import type { DetokenizeEnvironment } from "../../core/environment/tokens.ts";
import { documents, inSeconds, isTaken } from "../http/table.ts";

const HOUR = 3600;

/**
 * Counts `values` to the caller's hour, before anything is opened.
 * @throws Problem too_many_requests where they are more than are left of it
 */
export async function takeFromBudget(
  env: DetokenizeEnvironment,
  caller: string,
  values: number,
): Promise<void> {
  if (values === 0) return;
  const most = env.MOST_VALUES_AN_HOUR;
  const refused = (): Problem =>
    new Problem(
      "too_many_requests",
      `A caller may have ${most} values opened in an hour, and these ${values} are more than are left of it.`,
      { headers: { "Retry-After": String(HOUR - (inSeconds(0) % HOUR)) } },
    );
  if (values > most) throw refused();
  const hour = Math.floor(Date.now() / 1000 / HOUR);
  try {
    await documents().send(
      new UpdateCommand({
        TableName: env.API_TABLE,
        Key: { id: `detokenized#${caller}#${hour}` },
        UpdateExpression: "ADD #values :values SET expires_at = :expires",
        ConditionExpression: "attribute_not_exists(#values) OR #values <= :left",
        ExpressionAttributeNames: { "#values": "values" },
        ExpressionAttributeValues: {
          ":values": values,
          ":left": most - values,
          ":expires": inSeconds(2 * HOUR),
        },
      }),
    );
  } catch (error) {
    throw isTaken(error) ? refused() : error;
  }
}
