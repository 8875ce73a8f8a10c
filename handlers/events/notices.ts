// Reads the body of an SQS message into the notice it carries: as it is, or inside an SNS notification. Of a file that was
// rejected whole, which the same topic tells of, there is nothing to do. Anything else is poison: it throws, and the message
// ends in the DLQ.
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import * as z from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { type CuratedNotice, curatedNoticeSchema } from "../../core/records/curated-notice.ts";
import { type ExportedNotice, exportedNoticeSchema } from "../../core/records/exported-notice.ts";
import { rejectedNoticeSchema } from "../../core/records/rejected-notice.ts";

function reader<T>(wanted: z.ZodType<T>, kinds: string, senders: string): (body: string) => T | undefined {
  const schema = z.union([wanted, rejectedNoticeSchema.transform(() => undefined)]);
  const notification = z.object({ Type: z.literal("Notification"), Message: JSONStringified(schema) });
  const message = JSONStringified(
    z.union([schema, notification.transform(({ Message }) => Message as T | undefined)]),
  );
  return (body) => {
    const parsed = message.safeParse(body);
    if (parsed.success) return parsed.data as T | undefined;
    throw new HeadraceError(
      "message_unreadable",
      `The message is neither a ${kinds} notice nor one inside an SNS notification.`,
      `Look at the message in the dead-letter queue; only ${senders} should send to this queue.`,
    );
  };
}

export const curatedNotice: (body: string) => CuratedNotice | undefined = reader(
  curatedNoticeSchema,
  "dataset.curated",
  "the topic of curated datasets",
);

/** Of what can be delivered. */
export const sourceNotice: (body: string) => CuratedNotice | ExportedNotice | undefined = reader(
  z.discriminatedUnion("type", [curatedNoticeSchema, exportedNoticeSchema]),
  "dataset.curated or model.exported",
  "the topic of curated datasets and the models' function",
);
