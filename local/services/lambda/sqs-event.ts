// The event that Lambda makes of SQS messages, and what a function's answer to it means for each message.

/** A message as ReceiveMessage (JSON protocol) gives it. */
export interface SqsMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  MD5OfMessageAttributes?: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<
    string,
    {
      DataType: string;
      StringValue?: string;
      BinaryValue?: string;
      StringListValues?: string[];
      BinaryListValues?: string[];
    }
  >;
}

/** One of the event's Records. */
export function sqsRecord(message: SqsMessage, queueArn: string): Record<string, unknown> {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      ...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType,
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes),
    ...(message.MD5OfMessageAttributes ? { md5OfMessageAttributes: message.MD5OfMessageAttributes } : {}),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3],
  };
}

/**
 * The ids of the messages that failed, by a function's answer.
 * @param reports whether the mapping has ReportBatchItemFailures; without it an answer of any kind is a success
 * @returns the failed ids: none where all succeeded, all where the answer is of the wrong shape (AWS's rules)
 */
export function failedMessages(answer: string, ids: readonly string[], reports: boolean): Set<string> {
  if (!reports) return new Set();
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return new Set(ids);
  }
  if (value === null || value === "") return new Set();
  if (typeof value !== "object") return new Set(ids);
  const failures = (value as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return new Set(ids);
  const failed = new Set<string>();
  for (const failure of failures) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== "string" || !ids.includes(id)) return new Set(ids);
    failed.add(id);
  }
  return failed;
}
