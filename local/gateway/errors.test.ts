import { describe, expect, test } from "@jest/globals";
import { awsError, errorFormOf } from "./errors.ts";

describe("an error", () => {
  test("in JSON for services with a target", () => {
    const error = awsError(
      { errors: "json", headers: { "x-amz-target": "AWSGlue.GetTable" } },
      400,
      "XException",
      "no",
    );
    expect(error.headers["x-amzn-errortype"]).toBe("XException");
    expect(JSON.parse(String(error.body))).toEqual({ __type: "XException", message: "no", Message: "no" });
  });

  test.each([
    ["s3", "<Error><Code>AccessDenied</Code><Message>a &#60; b</Message>"],
    ["query", "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"],
    ["ec2", "<Response><Errors><Error><Code>AccessDenied</Code>"],
  ] as const)("in the XML of %s", (errors, part) => {
    const error = awsError({ errors, headers: {} }, 403, "AccessDeniedException", "a < b");
    expect(error.headers["content-type"]).toMatch(/xml/);
    expect(error.body).toContain(part);
  });
});

test.each([
  ["json", { "x-amz-target": "AmazonSQS.SendMessage" }, ""],
  ["query", { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, ""],
  ["query", {}, "Action=GetCallerIdentity"],
  ["json", { "content-type": "application/json" }, ""],
])("its form is %s after the protocol: %j %s", (form, headers, query) => {
  expect(errorFormOf(headers, new URLSearchParams(query))).toBe(form);
});
