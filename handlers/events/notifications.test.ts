import { describe, expect, test } from "@jest/globals";
import { notificationOf, objectsCreated } from "./notifications.ts";

const record = (key: string, more: object = {}, eventName = "ObjectCreated:Put") => ({
  eventVersion: "2.1",
  eventSource: "aws:s3",
  awsRegion: "eu-west-1",
  eventTime: "2026-01-02T03:04:05.000Z",
  eventName,
  requestParameters: { sourceIPAddress: "2001:db8::1" },
  s3: { bucket: { name: "landing" }, object: { key, size: 3, eTag: "abc", sequencer: "0A", ...more } },
});
const s3Event = (...records: object[]) => JSON.stringify({ Records: records });
const object = { bucket: "landing", eventTime: "2026-01-02T03:04:05.000Z" };

describe("messages that tell of objects", () => {
  test("an S3 notification, its key decoded and its version kept", () => {
    expect(objectsCreated(s3Event(record("orders/a+b%2Bc%C3%A9.csv", { versionId: "v1" })))).toEqual([
      { ...object, key: "orders/a b+cé.csv", versionId: "v1" },
    ]);
  });

  test("several records in their order, without removals", () => {
    const body = s3Event(
      record("a/1"),
      record("a/2", {}, "ObjectRemoved:DeleteMarkerCreated"),
      record("a/3", {}, "ObjectCreated:CompleteMultipartUpload"),
    );
    expect(objectsCreated(body).map(({ key }) => key)).toEqual(["a/1", "a/3"]);
  });

  test("the same inside an SNS notification", () => {
    const body = JSON.stringify({ Type: "Notification", MessageId: "m", Message: s3Event(record("a/1")) });
    expect(objectsCreated(body)).toEqual([{ ...object, key: "a/1" }]);
  });

  test("an EventBridge event, whose key is not encoded", () => {
    const event = (type: string) =>
      JSON.stringify({
        version: "0",
        source: "aws.s3",
        "detail-type": type,
        time: "2026-01-02T03:04:05Z",
        detail: {
          bucket: { name: "landing" },
          object: { key: "a/100%+1.csv", size: 3, etag: "e", "version-id": "v" },
        },
      });
    expect(objectsCreated(event("Object Created"))).toEqual([
      { bucket: "landing", key: "a/100%+1.csv", versionId: "v", eventTime: "2026-01-02T03:04:05Z" },
    ]);
    expect(objectsCreated(event("Object Deleted"))).toEqual([]);
  });

  test("S3's test event tells of none, direct or through SNS", () => {
    const body = JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "landing" });
    expect(objectsCreated(body)).toEqual([]);
    expect(objectsCreated(JSON.stringify({ Type: "Notification", Message: body }))).toEqual([]);
  });

  test.each([
    ["no JSON", "hello"],
    ["another shape", "{}"],
    ["no records", s3Event()],
    ["another source", JSON.stringify({ Records: [{ ...record("a/1"), eventSource: "aws:sqs" }] })],
    ["an SNS notification of something else", JSON.stringify({ Type: "Notification", Message: "hello" })],
    ["a key that is not encoded", s3Event(record("a/100%.csv"))],
  ])("poison is refused: %s", (_, body) => {
    expect(() => objectsCreated(body)).toThrow(expect.objectContaining({ code: "message_unreadable" }));
  });

  test("a notification handed on reads back as the same object", () => {
    const handedOn = { ...object, key: "a/ü b+c/100%.csv", versionId: "v" };
    expect(objectsCreated(notificationOf(handedOn, 7))).toEqual([handedOn]);
  });
});
