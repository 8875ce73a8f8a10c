// Records of a DynamoDB stream, as its API gives them and as Lambda hands them to a function, and what a function's answer
// to a batch of them means. Source: Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB".

/** Of GetRecords. */
export interface StreamRecord {
  eventID: string;
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  eventSource: string;
  eventVersion: string;
  awsRegion: string;
  userIdentity?: { Type: string; PrincipalId: string };
  dynamodb: {
    SequenceNumber: string;
    /** Epoch seconds. */
    ApproximateCreationDateTime: number;
    [name: string]: unknown;
  };
}

/** One of the event's Records. */
export function eventRecord(
  { userIdentity, ...record }: StreamRecord,
  streamArn: string,
): Record<string, unknown> {
  return {
    ...record,
    ...(userIdentity && {
      userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId },
    }),
    eventSourceARN: streamArn,
  };
}

export const sequenceOf = ({ dynamodb }: StreamRecord): string => dynamodb.SequenceNumber;

/**
 * Where a batch is to be tried again from, by the function's answer to it.
 * @param reports whether the mapping has ReportBatchItemFailures; without it an answer of any kind is a success
 * @returns the place of the first record that failed; undefined where all succeeded, 0 where the answer is of the wrong shape
 */
export function failedFrom(
  answer: string,
  records: readonly StreamRecord[],
  reports: boolean,
): number | undefined {
  if (!reports) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return 0;
  }
  if (value === null || value === "") return undefined;
  if (typeof value !== "object") return 0;
  const failures = (value as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return undefined;
  if (!Array.isArray(failures)) return 0;
  const places = failures.map((failure) => {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    return records.findIndex((record) => sequenceOf(record) === id);
  });
  // One that is none of the batch makes all of it fail.
  return places.length === 0 ? undefined : Math.max(0, Math.min(...places));
}
