import { describe, expect, test } from "@jest/globals";
import { failedMessages, sqsRecord } from "./sqs-event.ts";

test("a record has AWS's own shape", () => {
  const record = sqsRecord(
    {
      MessageId: "m",
      ReceiptHandle: "r",
      Body: "hello",
      MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1545082649183" },
      MessageAttributes: {
        kind: { DataType: "String", StringValue: "a" },
        raw: { DataType: "Binary", BinaryValue: "AQ==" },
      },
    },
    "arn:aws:sqs:eu-west-1:123456789012:q",
  );
  expect(record).toEqual({
    messageId: "m",
    receiptHandle: "r",
    body: "hello",
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1545082649183" },
    messageAttributes: {
      kind: { stringValue: "a", stringListValues: [], binaryListValues: [], dataType: "String" },
      raw: { binaryValue: "AQ==", stringListValues: [], binaryListValues: [], dataType: "Binary" },
    },
    md5OfBody: "5d41402abc4b2a76b9719d911017c592",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:q",
    awsRegion: "eu-west-1",
  });
});

describe("an answer that reports batch item failures", () => {
  const failed = (answer: unknown) => [...failedMessages(JSON.stringify(answer) ?? "", ["a", "b"], true)];
  test.each([[null], [""], [{}], [{ batchItemFailures: null }], [{ batchItemFailures: [] }]])(
    "succeeds whole: %j",
    (answer) => {
      expect(failed(answer)).toEqual([]);
    },
  );
  test("fails in part", () => {
    expect(failed({ batchItemFailures: [{ itemIdentifier: "b" }] })).toEqual(["b"]);
  });
  test.each([
    [{ batchItemFailures: [{ itemIdentifier: "c" }] }],
    [{ batchItemFailures: [{ itemIdentifier: "" }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ id: "a" }] }],
    [{ batchItemFailures: "a" }],
    ["text"],
  ])("fails whole where it is of the wrong shape: %j", (answer) => {
    expect(failed(answer)).toEqual(["a", "b"]);
  });
});

test("without ReportBatchItemFailures an answer of any kind is a success", () => {
  expect(failedMessages(`{"batchItemFailures":[{"itemIdentifier":"a"}]}`, ["a"], false).size).toBe(0);
});
