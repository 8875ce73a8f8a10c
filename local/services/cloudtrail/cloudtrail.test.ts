// What a request is called, which selectors let it through, and what of it is written down.
import { describe, expect, test } from "@jest/globals";
import type { ServiceRequest } from "../../gateway/service.ts";
import { Principals } from "../../iam/principals.ts";
import { parametersOf } from "./parameters.ts";
import { recordOf } from "./record.ts";
import { type AdvancedEventSelector, checkSelectors, selects } from "./selectors.ts";
import { whatOf } from "./what.ts";

const asked = (
  service: string,
  more: Partial<ServiceRequest> & { input?: unknown; search?: string },
): ServiceRequest => ({
  service,
  region: "eu-west-1",
  method: "POST",
  path: "/",
  query: new URLSearchParams(more.search),
  errors: "json",
  headers: {},
  body: Buffer.from(more.input === undefined ? "" : JSON.stringify(more.input)),
  ...more,
});

const s3 = (method: string, path: string, search = "", headers = {}) =>
  asked("s3", { method, path, search, headers });

test.each<[ServiceRequest, string, boolean, string | undefined]>([
  [s3("GET", "/b/k"), "GetObject", true, "AWS::S3::Object"],
  [s3("PUT", "/b/k", "", { "x-amz-copy-source": "/b/x" }), "CopyObject", false, "AWS::S3::Object"],
  [s3("POST", "/b/k", "uploads"), "CreateMultipartUpload", false, "AWS::S3::Object"],
  [s3("GET", "/b", "list-type=2"), "ListObjects", true, "AWS::S3::Object"],
  [s3("POST", "/b", "delete"), "DeleteObjects", false, "AWS::S3::Object"],
  [s3("PUT", "/b", "policy"), "PutBucketPolicy", false, undefined],
  [s3("DELETE", "/b", "publicAccessBlock"), "DeleteBucketPublicAccessBlock", false, undefined],
  [s3("GET", "/b", "lifecycle"), "GetBucketLifecycle", true, undefined],
  [
    asked("dynamodb", { operation: "Query", input: { TableName: "t" } }),
    "Query",
    true,
    "AWS::DynamoDB::Table",
  ],
  [
    asked("dynamodb", { operation: "CreateTable", input: { TableName: "t" } }),
    "CreateTable",
    false,
    undefined,
  ],
  [
    asked("lambda", { path: "/2015-03-31/functions/f/invocations" }),
    "Invoke",
    false,
    "AWS::Lambda::Function",
  ],
  [
    asked("lambda", { method: "PUT", path: "/2015-03-31/functions/f/code" }),
    "UpdateFunctionCode20150331v2",
    false,
    undefined,
  ],
  [asked("batch", { path: "/v1/submitjob" }), "SubmitJob", false, undefined],
  [
    asked("batch", { path: "/v1/describecomputeenvironments" }),
    "DescribeComputeEnvironments",
    true,
    undefined,
  ],
  [asked("apigateway", { method: "DELETE", path: "/restapis/a/stages/v1" }), "DeleteStage", false, undefined],
  [asked("kms", { operation: "Decrypt", input: { KeyId: "1" } }), "Decrypt", true, undefined],
])("%#: a request is called as CloudTrail calls it", (request, name, readOnly, data) => {
  expect(whatOf(request, "1")).toMatchObject({ name, readOnly, ...(data && { data }) });
  expect(whatOf(request, "1")?.data).toBe(data);
});

test("what CloudTrail keeps no record of has no name", () => {
  for (const request of [
    asked("sqs", { operation: "SendMessage" }),
    asked("logs", { operation: "PutLogEvents" }),
    asked("monitoring", { operation: "PutMetricData" }),
    asked("execute-api", { path: "/v1/rows" }),
  ])
    expect(whatOf(request, "1")).toBeUndefined();
});

test("secrets, data and code are in no record", () => {
  const of = (service: string, operation: string, input: object): string =>
    JSON.stringify(parametersOf(asked(service, { operation, input }), undefined));
  const written = [
    of("secretsmanager", "PutSecretValue", { SecretId: "s", SecretString: "hush" }),
    of("kms", "Encrypt", { KeyId: "k", Plaintext: "hush" }),
    of("dynamodb", "PutItem", { TableName: "t", Item: { a: { S: "hush" } } }),
    of("redshift-data", "ExecuteStatement", { Sql: "select 'hush'", Database: "d" }),
    of("redshift-serverless", "CreateNamespace", { adminUserPassword: "hush" }),
    of("athena", "StartQueryExecution", { QueryString: "select 'hush'", WorkGroup: "w" }),
    of("lambda", "UpdateFunctionConfiguration", { Environment: { Variables: { A: "hush" } } }),
  ];
  expect(written.join()).not.toContain("hush");
  expect(written.join()).toContain("***OMITTED***");
});

const event = (request: ServiceRequest) => {
  const what = whatOf(request, "1");
  if (!what) throw new Error("it has no name");
  const principals = new Principals(async () => undefined);
  return recordOf(request, { status: 200, headers: {}, body: "" }, what, {
    principals,
    accountId: "1",
    at: 0,
  });
};

const data = (
  type: string,
  more: NonNullable<AdvancedEventSelector["FieldSelectors"]> = [],
): AdvancedEventSelector => ({
  FieldSelectors: [
    { Field: "eventCategory", Equals: ["Data"] },
    { Field: "resources.type", Equals: [type] },
    ...more,
  ],
});

describe("selectors", () => {
  const lets = (selector: AdvancedEventSelector, request: ServiceRequest): boolean =>
    selects({ AdvancedEventSelectors: [selector] }, event(request));

  test("by kind, resource, and read or write", () => {
    const reads = data("AWS::S3::Object", [
      { Field: "readOnly", Equals: ["true"] },
      { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::b/in/"] },
    ]);
    expect(lets(reads, s3("GET", "/b/in/k"))).toBe(true);
    expect(lets(reads, s3("PUT", "/b/in/k"))).toBe(false);
    expect(lets(reads, s3("GET", "/b/out/k"))).toBe(false);
    expect(lets(reads, s3("GET", "/bb/in/k"))).toBe(false);
    expect(lets(reads, s3("GET", "/b", "policy"))).toBe(false);
  });

  test("management events without those of keys", () => {
    const selector = {
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["Management"] },
        { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
      ],
    };
    expect(lets(selector, s3("PUT", "/b", "policy"))).toBe(true);
    expect(lets(selector, asked("kms", { operation: "Decrypt", input: {} }))).toBe(false);
    expect(lets(selector, s3("PUT", "/b/k"))).toBe(false);
  });

  test("what AWS had before: resources by prefix", () => {
    const selectors = {
      EventSelectors: [
        {
          ReadWriteType: "WriteOnly" as const,
          IncludeManagementEvents: false,
          DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::b/"] }],
        },
      ],
    };
    expect(selects(selectors, event(s3("PUT", "/b/k")))).toBe(true);
    expect(selects(selectors, event(s3("GET", "/b/k")))).toBe(false);
    expect(selects(selectors, event(s3("PUT", "/b", "policy")))).toBe(false);
  });

  test.each<[string, AdvancedEventSelector, RegExp]>([
    [
      "no category",
      { FieldSelectors: [{ Field: "readOnly", Equals: ["true"] }] },
      /must be Management or Data/,
    ],
    ["no type", { FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }] }, /need resources.type/],
    ["an unknown type", data("AWS::S3::Things::Object"), /no type of resources/],
    [
      "an unknown field",
      data("AWS::S3::Object", [{ Field: "sourceIPAddress", Equals: ["1"] }]),
      /none of data events/,
    ],
    [
      "a field twice",
      data("AWS::S3::Object", [{ Field: "eventCategory", Equals: ["Data"] }]),
      /occurs twice/,
    ],
    [
      "a bucket's name",
      data("AWS::S3::Object", [{ Field: "resources.ARN", StartsWith: ["b/"] }]),
      /ARNs of S3/,
    ],
    [
      "readOnly by another operator",
      data("AWS::S3::Object", [{ Field: "readOnly", NotEquals: ["true"] }]),
      /Equals with one value/,
    ],
    [
      "too many values",
      data("AWS::S3::Object", [
        { Field: "resources.ARN", StartsWith: Array.from({ length: 500 }, (_, i) => `arn:aws:s3:::b${i}/`) },
      ]),
      /up to 500/,
    ],
    [
      "another source left out",
      {
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Management"] },
          { Field: "eventSource", NotEquals: ["s3.amazonaws.com"] },
        ],
      },
      /NotEquals with kms/,
    ],
  ])("%s is refused", (_what, selector, message) => {
    expect(() => checkSelectors({ AdvancedEventSelectors: [selector] })).toThrow(message);
  });
});
