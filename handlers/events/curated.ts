// Reads the body of an SQS message into the dataset.curated notice it carries: as it is, or inside an SNS notification.
// Anything else is poison: it throws, and the message ends in the DLQ.
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import * as z from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { type CuratedNotice, curatedNoticeSchema } from "../../core/records/curated-notice.ts";

const snsNotification = z.object({
  Type: z.literal("Notification"),
  Message: JSONStringified(curatedNoticeSchema),
});
const messageBody = JSONStringified(z.union([curatedNoticeSchema, snsNotification]));

export function curatedNotice(body: string): CuratedNotice {
  const parsed = messageBody.safeParse(body);
  if (!parsed.success)
    throw new HeadraceError(
      "message_unreadable",
      "The message is neither a dataset.curated notice nor one inside an SNS notification.",
      "Look at the message in the dead-letter queue; only the topic of curated datasets should send to this queue.",
    );
  return "Message" in parsed.data ? parsed.data.Message : parsed.data;
}
