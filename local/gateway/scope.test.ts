import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { allServices } from "../testing/surroundings.ts";
import { s3Path } from "./s3-path.ts";
import { asksTwice, operationOf, scopeOf } from "./scope.ts";

const none = new URLSearchParams();
let local: Awaited<ReturnType<typeof allServices>>;
beforeAll(async () => {
  local = await allServices();
});
afterAll(() => local.close());

const authorization = (scope: string) =>
  `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=00`;

describe("whose a request is", () => {
  test("by its signature", () => {
    const headers = { authorization: authorization("AKIA1/20260101/eu-west-1/redshift-data/aws4_request") };
    expect(scopeOf({ method: "POST", path: "/", query: none, headers }, local.services)).toEqual({
      service: "redshift-data",
      region: "eu-west-1",
      accessKeyId: "AKIA1",
    });
  });

  test("by a presigned URL", () => {
    const query = new URLSearchParams({ "X-Amz-Credential": "AKIA2/20260101/us-east-1/s3/aws4_request" });
    expect(scopeOf({ method: "GET", path: "/b/k", query, headers: {} }, local.services)).toEqual({
      service: "s3",
      region: "us-east-1",
      accessKeyId: "AKIA2",
    });
  });

  test("by an old signature, which only S3 takes", () => {
    expect(
      scopeOf(
        { method: "GET", path: "/b/k", query: none, headers: { authorization: "AWS AKIA3:sig=" } },
        local.services,
      ),
    ).toEqual({
      service: "s3",
      accessKeyId: "AKIA3",
    });
  });

  test("by its target or its path, where it is unsigned", () => {
    expect(
      scopeOf(
        { method: "POST", path: "/", query: none, headers: { "x-amz-target": "AWSGlue.GetTable" } },
        local.services,
      ),
    ).toEqual({ service: "glue" });
    expect(scopeOf({ method: "GET", path: "/bucket/key", query: none, headers: {} }, local.services)).toEqual(
      { service: "s3" },
    );
  });

  test.each([
    ["an unknown target", { "x-amz-target": "Nobody.Knows" }],
    ["a form without a signature", { "content-type": "application/x-www-form-urlencoded" }],
  ])("not at all: %s", (_, headers) => {
    expect(scopeOf({ method: "POST", path: "/", query: none, headers }, local.services)).toBeUndefined();
  });
});

describe("the operation", () => {
  test("of a JSON service", () => {
    expect(operationOf(none, { "x-amz-target": "DynamoDB_20120810.PutItem" }, Buffer.alloc(0))).toBe(
      "PutItem",
    );
  });
  test("of a query service, in the body or the query", () => {
    const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(operationOf(none, form, Buffer.from("Version=1&Action=GetRole"))).toBe("GetRole");
    expect(operationOf(new URLSearchParams("Action=Publish"), {}, Buffer.alloc(0))).toBe("Publish");
  });
});

test("a bucket in the host name moves into the path", () => {
  expect(s3Path("127.0.0.1:4000", "/b/k")).toBe("/b/k");
  expect(s3Path("localhost:4000", "/b/k")).toBe("/b/k");
  expect(s3Path("b.s3.localhost:4000", "/k")).toBe("/b/k");
  expect(s3Path("my.bucket.localhost", "/k")).toBe("/my.bucket/k");
  expect(s3Path("b.s3.eu-west-1.amazonaws.com", "/k")).toBe("/b/k");
});

test("a request asks for one operation", () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const list = new URLSearchParams("Action=ListQueues");
  expect(asksTwice(list, form, Buffer.from("Action=CreateQueue&QueueName=q"))).toBe(true);
  expect(asksTwice(none, form, Buffer.from("Action=ListQueues&Action=CreateQueue"))).toBe(true);
  expect(asksTwice(list, form, Buffer.from("Action=ListQueues&Version=1"))).toBe(false);
  expect(asksTwice(list, {}, Buffer.from("Action=CreateQueue"))).toBe(false);
});
