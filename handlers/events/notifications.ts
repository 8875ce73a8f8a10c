// Reads the body of an SQS message into the S3 objects it tells of: an S3 notification as S3 sends it, the same inside
// an SNS notification, or an EventBridge event. Anything else is poison: it throws, and the message ends in the DLQ.
// The schemas ask only for what is used. Powertools' own S3 schemas refuse real events, such as those of IPv6 callers.
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import * as z from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { partitionOf } from "../aws/partition.ts";

/** An object that was created. */
export interface ObjectCreated {
  bucket: string;
  /** Decoded: as S3 has it. */
  key: string;
  versionId?: string;
  /** ISO 8601. */
  eventTime: string;
  /** Its dataset, where something else than the key says it: an object outside landing. No notification has it. */
  dataset?: string;
}

const s3Record = z.object({
  eventSource: z.literal("aws:s3"),
  eventName: z.string(),
  eventTime: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({ key: z.string().min(1), versionId: z.string().nullish() }),
  }),
});
const s3Event = z.object({ Records: z.array(s3Record).min(1) });
const s3TestEvent = z.object({ Event: z.literal("s3:TestEvent") });

const eventBridgeEvent = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.string(),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({ key: z.string().min(1), "version-id": z.string().nullish() }),
  }),
});

const direct = z.union([s3Event, s3TestEvent, eventBridgeEvent]);
const snsNotification = z.object({ Type: z.literal("Notification"), Message: JSONStringified(direct) });
const messageBody = JSONStringified(z.union([direct, snsNotification]));

/** The objects created, in the message's order; removals and S3's test event tell of none. */
export function objectsCreated(body: string): ObjectCreated[] {
  const parsed = messageBody.safeParse(body);
  if (!parsed.success)
    throw new HeadraceError(
      "message_unreadable",
      "The message is neither an S3 notification, nor one inside an SNS notification, nor an EventBridge event of S3.",
      "Look at the message in the dead-letter queue; only S3, SNS or EventBridge should send to this queue.",
    );
  return fromEvent("Message" in parsed.data ? parsed.data.Message : parsed.data);
}

function fromEvent(event: z.output<typeof direct>): ObjectCreated[] {
  if ("Event" in event) return [];
  if ("detail" in event) {
    if (event["detail-type"] !== "Object Created") return [];
    const { bucket, object } = event.detail;
    // EventBridge, unlike S3's own notifications, gives the key as it is.
    return [created(bucket.name, object.key, object["version-id"], event.time)];
  }
  return event.Records.filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(eventName)).map(
    ({ s3, eventTime }) => created(s3.bucket.name, decodeKey(s3.object.key), s3.object.versionId, eventTime),
  );
}

function created(
  bucket: string,
  key: string,
  versionId: string | null | undefined,
  eventTime: string,
): ObjectCreated {
  // Objects from before a bucket was versioned have the version "null", which events leave out.
  return { bucket, key, eventTime, ...(versionId && { versionId }) };
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    throw new HeadraceError(
      "message_unreadable",
      "The object key in the message is not URL-encoded as S3 encodes it.",
      "Look at the message in the dead-letter queue.",
    );
  }
}

const partition = (): string => partitionOf(process.env.AWS_REGION ?? "");

/** The body of an S3 notification of `object`, as S3 would send it: for handing an object on to another queue, or a job. */
export const notificationOf = (object: ObjectCreated, bytes?: number): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        eventTime: object.eventTime,
        s3: {
          bucket: { name: object.bucket, arn: `arn:${partition()}:s3:::${object.bucket}` },
          object: {
            key: encodeURIComponent(object.key).replaceAll("%2F", "/").replaceAll("%20", "+"),
            ...(bytes !== undefined && { size: bytes }),
            ...(object.versionId && { versionId: object.versionId }),
          },
        },
      },
    ],
  });
