import { expect, test } from "@jest/globals";
import { Expr } from "./expression.ts";
import { policy } from "./policy.ts";

test("a statement names its resources, or says why it cannot", () => {
  expect(() => policy([{ sid: "A", actions: ["s3:GetObject"] }])).toThrow("statement A");
  expect(() =>
    policy([{ sid: "A", actions: ["s3:GetObject"], resources: "arn", anyResource: "because" }]),
  ).toThrow("statement A");
});

test("one action stands alone, several are sorted, and * stands only where a reason is given", () => {
  const text = policy([
    { sid: "A", actions: ["s3:PutObject", "s3:GetObject"], resources: "arn:a" },
    { sid: "B", actions: ["xray:PutTraceSegments"], anyResource: "X-Ray has none" },
  ]).hcl;
  expect(text).toContain('Action = ["s3:GetObject", "s3:PutObject"], Resource = "arn:a"');
  expect(text).toContain('Action = "xray:PutTraceSegments", Resource = "*"');
});

test("actions that may go unused are statements of their own, and their Sids say why", () => {
  const text = policy([
    {
      sid: "Lock",
      actions: ["d:Put"],
      rarely: { AfterFailure: ["d:Delete"], OnRepeat: ["d:Get"] },
      resources: "arn:a",
    },
    {
      sid: "List",
      actions: [],
      rarely: { WhenGone: ["s3:ListBucket"] },
      resources: "arn:b",
      when: new Expr("var.on"),
    },
  ]).hcl;
  expect(
    [...text.matchAll(/Sid = "(\w+)", Effect = "Allow", Action = "([\w:]+)"/g)].map((found) =>
      found.slice(1),
    ),
  ).toEqual([
    ["Lock", "d:Put"],
    ["LockAfterFailure", "d:Delete"],
    ["LockOnRepeat", "d:Get"],
    ["ListWhenGone", "s3:ListBucket"],
  ]);
  expect(text).toMatch(/"ListWhenGone".*if var\.on/);
});

test("a conditional statement is left out by Terraform", () => {
  const text = policy([
    { sid: "A", actions: ["a:B"], resources: "arn:a" },
    { sid: "C", actions: ["c:D"], resources: "arn:c", when: new Expr("var.on") },
  ]).hcl;
  expect(text).toMatch(
    /Statement = concat\(\[\{ Sid = "A".*\}\], \[for x in \[\{ Sid = "C".*\}\] : x if var\.on\]\)/,
  );
});
