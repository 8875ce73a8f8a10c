import { expect, test } from "@jest/globals";
import { arrivalOfExpired, expiredSchema } from "./expired.ts";
import { plainItem } from "./item.ts";
import { archiveKey } from "./kinds.ts";

const recordOf = (OldImage: object, more: object = {}) => ({
  eventID: "e1",
  eventName: "REMOVE",
  userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
  dynamodb: { SequenceNumber: "111", ApproximateCreationDateTime: 1_790_000_000, OldImage },
  ...more,
});

test("an item is one line of plain JSON, with the time that it went", () => {
  const image = {
    run_id: { S: "r1" },
    rows_in: { N: "12" },
    seconds: { N: "0.25" },
    source: { M: { key: { S: "orders/a.csv" }, bytes: { N: "9007199254740993" } } },
    delivered_to: { SS: ["b", "a"] },
    gone: { NULL: true },
  };
  const arrival = arrivalOfExpired(expiredSchema.parse(recordOf(image)));
  expect(arrival).toMatchObject({ id: "e1", dataset: "runs", records: 1 });
  expect(arrival.lines.at(-1)).toBe(10);
  expect(JSON.parse(arrival.lines.toString())).toEqual({
    run_id: "r1",
    rows_in: 12,
    seconds: 0.25,
    // JavaScript would make another number of it.
    source: { key: "orders/a.csv", bytes: "9007199254740993" },
    delivered_to: ["a", "b"],
    gone: null,
    expired_at: "2026-09-21T14:13:20.000Z",
  });
});

test("calls that open tokens are a kind of their own", () => {
  const { dataset } = arrivalOfExpired(expiredSchema.parse(recordOf({ run_id: { S: "detokenize#7" } })));
  expect(dataset).toBe("openings");
  expect(archiveKey("openings", new Date("2026-11-29T14:15:32.500Z"), "ID")).toBe(
    "audit/openings/day=2026-11-29/141532-ID.ndjson.gz",
  );
});

test("what somebody deleted is refused", () => {
  expect(() => expiredSchema.parse(recordOf({}, { userIdentity: undefined }))).toThrow("userIdentity");
  expect(() => expiredSchema.parse(recordOf({}, { eventName: "MODIFY" }))).toThrow("REMOVE");
});

test("every type of DynamoDB has a form", () => {
  const item = {
    b: { B: "AQ==" },
    yes: { BOOL: true },
    list: { L: [{ N: "1" }, { S: "x" }] },
    numbers: { NS: ["2", "1"] },
    bytes: { BS: ["Ag==", "AQ=="] },
    small: { N: "0.0000001" },
  };
  expect(plainItem(item)).toEqual({
    b: "AQ==",
    yes: true,
    list: [1, "x"],
    numbers: [1, 2],
    bytes: ["AQ==", "Ag=="],
    small: "0.0000001",
  });
});
