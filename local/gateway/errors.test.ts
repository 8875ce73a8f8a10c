import { describe, expect, test } from "@jest/globals";
import { awsError } from "./errors.ts";

describe("an error", () => {
  test("in JSON for services with a target", () => {
    const error = awsError(
      { service: "glue", headers: { "x-amz-target": "AWSGlue.GetTable" } },
      400,
      "XException",
      "no",
    );
    expect(error.headers["x-amzn-errortype"]).toBe("XException");
    expect(JSON.parse(String(error.body))).toEqual({ __type: "XException", message: "no", Message: "no" });
  });

  test.each([
    ["s3", "<Error><Code>AccessDenied</Code><Message>a &#60; b</Message>"],
    ["sts", "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"],
    ["ec2", "<Response><Errors><Error><Code>AccessDenied</Code>"],
    ["sqs", "<ErrorResponse>"],
  ])("in the XML of %s", (service, part) => {
    const error = awsError({ service, headers: {} }, 403, "AccessDeniedException", "a < b");
    expect(error.headers["content-type"]).toMatch(/xml/);
    expect(error.body).toContain(part);
  });
});
