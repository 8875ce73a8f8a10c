// Records of a DynamoDB stream that tell of items whose time is over, as arrivals of the archive.
import * as z from "zod";
import type { Arrival } from "../../arrivals/arrival.ts";
import { itemSchema, plainItem } from "./item.ts";
import { kindOf } from "./kinds.ts";

/** Who deletes what has expired. Source: DynamoDB Developer Guide, "DynamoDB Streams and Time to Live". */
export const EXPIRED = { type: "Service", principalId: "dynamodb.amazonaws.com" } as const;

/** The event pattern that lets such records through, and no deletion by anybody else. */
export const EXPIRED_PATTERN = {
  eventName: ["REMOVE"],
  userIdentity: { type: [EXPIRED.type], principalId: [EXPIRED.principalId] },
} as const;

/** As Lambda gives it. */
export const expiredSchema = z.object({
  eventID: z.string().min(1),
  eventName: z.literal("REMOVE"),
  userIdentity: z.object({ type: z.literal(EXPIRED.type), principalId: z.literal(EXPIRED.principalId) }),
  dynamodb: z.object({
    SequenceNumber: z.string().min(1),
    /** Epoch seconds. */
    ApproximateCreationDateTime: z.number(),
    OldImage: itemSchema,
  }),
});
export type Expired = z.output<typeof expiredSchema>;

/** One line: the item's attributes, and `expired_at`, when DynamoDB dropped it (ISO 8601). */
export function arrivalOfExpired({ eventID, dynamodb }: Expired): Arrival {
  const item = plainItem(dynamodb.OldImage);
  const expired_at = new Date(dynamodb.ApproximateCreationDateTime * 1000).toISOString();
  return {
    // The stream has one record of it, with one id, however often it is delivered.
    id: eventID,
    dataset: kindOf(item),
    records: 1,
    lines: Buffer.from(`${JSON.stringify({ ...item, expired_at })}\n`),
  };
}
