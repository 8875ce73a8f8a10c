import { expect, test } from "@jest/globals";
import { AccessReport, actionMatches } from "./report.ts";

const ROLE = "arn:aws:iam::1:role/r";

test("patterns of actions match as IAM's do", () => {
  expect(actionMatches("s3:Get*", "s3:GetObject")).toBe(true);
  expect(actionMatches("S3:getobject", "s3:GetObject")).toBe(true);
  expect(actionMatches("s3:GetObject?", "s3:GetObject")).toBe(false);
  expect(actionMatches("s3:Get.*", "s3:GetObject")).toBe(false);
  expect(actionMatches("*", "glue:GetTable")).toBe(true);
});

test("what a role may do and never did is unused", () => {
  const report = new AccessReport();
  report.used(ROLE, "s3:GetObject");
  const policy = {
    Statement: [
      { Effect: "Allow", Action: ["s3:Get*", "s3:PutObject"], Resource: "*" },
      { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
    ],
  };
  expect(report.unused(ROLE, [{ name: "p", policy }])).toEqual(["s3:PutObject", "sqs:SendMessage"]);
  expect(report.roles()).toEqual([ROLE]);
});

test("a refusal is counted once per action and resource", () => {
  const report = new AccessReport();
  for (const resource of ["a", "a", "b"]) report.denied(ROLE, { action: "s3:GetObject", resource });
  expect(report.allDenied().map(({ resource, times }) => [resource, times])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});
