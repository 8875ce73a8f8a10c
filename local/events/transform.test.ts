import { expect, test } from "@jest/globals";
import type { EventMessage } from "./bus.ts";
import { at, inputOf } from "./transform.ts";

const event: EventMessage = {
  version: "0",
  id: "1",
  "detail-type": "dataset.curated",
  source: "headrace",
  account: "123456789012",
  time: "2026-01-01T00:00:00Z",
  region: "us-east-1",
  resources: ["arn:one"],
  detail: { run_id: "ab", rows: 3, note: 'say "hi"', files: [{ key: "x" }] },
};
const rule = { ruleArn: "arn:rule", ruleName: "rule", ingestionTime: "2026-01-01T00:00:01Z" };

test.each<[Parameters<typeof inputOf>[0], unknown]>([
  [{}, event],
  [{ Input: '{"a":1}' }, { a: 1 }],
  [{ InputPath: "$.detail" }, event.detail],
  [
    {
      InputTransformer: {
        InputPathsMap: {
          run: "$.detail.run_id",
          rows: "$.detail.rows",
          note: "$.detail.note",
          none: "$.detail.no",
        },
        InputTemplate:
          '{"Parameters":{"run":"<run>","text":"<rows> rows: <note>"},"rows":<rows>,"note":<note>,"none":"<none>","by":"<aws.events.rule-name>","<other>":1}',
      },
    },
    {
      Parameters: { run: "ab", text: '3 rows: say "hi"' },
      rows: 3,
      note: 'say "hi"',
      none: "",
      by: "rule",
      "<other>": 1,
    },
  ],
  [{ InputTransformer: { InputTemplate: '{"all": <aws.events.event.json>}' } }, { all: event }],
])("%j", (target, expected) => {
  expect(JSON.parse(inputOf(target, event, rule))).toEqual(expected);
});

test("a path goes through names and places", () => {
  expect(at(event, "$.detail.files[0].key")).toBe("x");
  expect(at(event, "$.resources[0]")).toBe("arn:one");
  expect(at(event, "$.nothing.here")).toBeUndefined();
});
