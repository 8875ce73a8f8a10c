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

test("what a role may do is used or not, and a Sid says why it may go unused", () => {
  const report = new AccessReport();
  report.used(ROLE, "s3:GetObject");
  const policy = {
    Statement: [
      { Effect: "Allow", Action: ["s3:Get*", "s3:PutObject"], Resource: "*" },
      { Sid: "ListWhenGone", Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
      {
        Sid: "WriteAfterFailure",
        Effect: "Allow",
        Action: ["s3:DeleteObject", "s3:PutObject"],
        Resource: "*",
      },
      { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
    ],
  };
  expect(report.permissions(ROLE, [{ name: "p", policy }])).toEqual([
    { role: "r", action: "s3:DeleteObject", used: false, rarely: "AfterFailure" },
    { role: "r", action: "s3:Get*", used: true },
    { role: "r", action: "s3:ListBucket", used: false, rarely: "WhenGone" },
    // One of its statements is for everyday use.
    { role: "r", action: "s3:PutObject", used: false },
    { role: "r", action: "sqs:SendMessage", used: false },
  ]);
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
