import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ServiceRequest } from "../gateway/service.ts";
import { allServices } from "../testing/surroundings.ts";

const lookups = {
  accountId: "1",
  secretArn: async (_region: string, name: string) => `arn:secret:${name}-x`,
  serverlessArn: async (_region: string, kind: string, name: string) =>
    name === "nobody" ? undefined : `arn:${kind}:${name}-id`,
};

function request(
  service: string,
  more: Partial<ServiceRequest> & { input?: unknown; search?: string },
): ServiceRequest {
  return {
    service,
    region: "eu-west-1",
    method: "POST",
    path: "/",
    query: new URLSearchParams(more.search),
    errors: "json",
    headers: {},
    body: Buffer.from(JSON.stringify(more.input ?? {})),
    ...more,
  };
}

let local: Awaited<ReturnType<typeof allServices>>;
beforeAll(async () => {
  local = await allServices();
});
afterAll(() => local.close());

const brief = async (asked: ServiceRequest) => {
  const service = local.services.find(({ services }) => services.includes(asked.service));
  return (await service?.needs?.(asked, lookups))?.map(({ action, resource }) => `${action} ${resource}`);
};

describe("what S3 requests need", () => {
  test.each<[string, Partial<ServiceRequest> & { search?: string }, string[]]>([
    ["get", { method: "GET", path: "/b/a%20b/c" }, ["s3:GetObject arn:aws:s3:::b/a b/c"]],
    ["head", { method: "HEAD", path: "/b/k" }, ["s3:GetObject arn:aws:s3:::b/k"]],
    [
      "a version",
      { method: "GET", path: "/b/k", search: "versionId=1" },
      ["s3:GetObjectVersion arn:aws:s3:::b/k"],
    ],
    ["put", { method: "PUT", path: "/b/k", search: "x-id=PutObject" }, ["s3:PutObject arn:aws:s3:::b/k"]],
    [
      "a tagged copy",
      {
        method: "PUT",
        path: "/b/k",
        headers: { "x-amz-copy-source": "/from/a%2Bb", "x-amz-tagging": "a=b" },
      },
      [
        "s3:PutObject arn:aws:s3:::b/k",
        "s3:GetObject arn:aws:s3:::from/a+b",
        "s3:PutObjectTagging arn:aws:s3:::b/k",
      ],
    ],
    [
      "a part",
      { method: "PUT", path: "/b/k", search: "partNumber=1&uploadId=u" },
      ["s3:PutObject arn:aws:s3:::b/k"],
    ],
    [
      "abort",
      { method: "DELETE", path: "/b/k", search: "uploadId=u" },
      ["s3:AbortMultipartUpload arn:aws:s3:::b/k"],
    ],
    ["list", { method: "GET", path: "/b", search: "list-type=2&prefix=p" }, ["s3:ListBucket arn:aws:s3:::b"]],
    [
      "settings",
      { method: "GET", path: "/b/", search: "lifecycle" },
      ["s3:GetLifecycleConfiguration arn:aws:s3:::b"],
    ],
    ["buckets", { method: "GET", path: "/" }, ["s3:ListAllMyBuckets *"]],
  ])("%s", async (_, more, needs) => {
    expect(await brief(request("s3", more))).toEqual(needs);
  });

  test("a deletion of several keys needs each, and leaves the body to be read", async () => {
    const body = "<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>";
    const asked = request("s3", { path: "/b", search: "delete", stream: Readable.from([Buffer.from(body)]) });
    expect(await brief(asked)).toEqual([
      "s3:DeleteObject arn:aws:s3:::b/a&b",
      "s3:DeleteObject arn:aws:s3:::b/c",
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of asked.stream ?? []) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(body);
  });
});

describe("what requests to other services need", () => {
  const glue = "arn:aws:glue:eu-west-1:1:";
  test.each<[string, string, unknown, string[]]>([
    ["sqs", "SendMessageBatch", { QueueUrl: "http://h/1/q" }, ["sqs:SendMessage arn:aws:sqs:eu-west-1:1:q"]],
    ["sns", "Publish", { TopicArn: "arn:t" }, ["sns:Publish arn:t"]],
    ["dynamodb", "PutItem", { TableName: "t" }, ["dynamodb:PutItem arn:aws:dynamodb:eu-west-1:1:table/t"]],
    [
      "dynamodb",
      "Query",
      { TableName: "t", IndexName: "i" },
      ["dynamodb:Query arn:aws:dynamodb:eu-west-1:1:table/t/index/i"],
    ],
    [
      "dynamodb",
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "a" } }, { ConditionCheck: { TableName: "b" } }] },
      [
        "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:1:table/a",
        "dynamodb:ConditionCheckItem arn:aws:dynamodb:eu-west-1:1:table/b",
      ],
    ],
    [
      "glue",
      "BatchCreatePartition",
      { DatabaseName: "d", TableName: "t" },
      [
        `glue:BatchCreatePartition ${glue}catalog`,
        `glue:BatchCreatePartition ${glue}database/d`,
        `glue:BatchCreatePartition ${glue}table/d/t`,
      ],
    ],
    [
      "glue",
      "GetTable",
      { DatabaseName: "d", Name: "t" },
      [`glue:GetTable ${glue}catalog`, `glue:GetTable ${glue}database/d`, `glue:GetTable ${glue}table/d/t`],
    ],
    [
      "glue",
      "GetDatabase",
      { Name: "d" },
      [`glue:GetDatabase ${glue}catalog`, `glue:GetDatabase ${glue}database/d`],
    ],
    ["secretsmanager", "GetSecretValue", { SecretId: "s" }, ["secretsmanager:GetSecretValue arn:secret:s-x"]],
    ["kms", "Decrypt", { KeyId: "k" }, ["kms:Decrypt arn:aws:kms:eu-west-1:1:key/k"]],
    [
      "athena",
      "StartQueryExecution",
      { WorkGroup: "w" },
      ["athena:StartQueryExecution arn:aws:athena:eu-west-1:1:workgroup/w"],
    ],
    [
      "redshift-data",
      "ExecuteStatement",
      { WorkgroupName: "w" },
      [
        "redshift-data:ExecuteStatement arn:workgroup:w-id",
        "redshift-serverless:GetCredentials arn:workgroup:w-id",
      ],
    ],
    [
      "redshift-data",
      "BatchExecuteStatement",
      { WorkgroupName: "arn:aws:w", SecretArn: "arn:secret:s" },
      ["redshift-data:BatchExecuteStatement arn:aws:w", "secretsmanager:GetSecretValue arn:secret:s"],
    ],
    [
      "redshift-serverless",
      "GetCredentials",
      { workgroupName: "nobody" },
      ["redshift-serverless:GetCredentials arn:aws:redshift-serverless:eu-west-1:1:workgroup/nobody"],
    ],
    [
      "redshift-serverless",
      "DeleteNamespace",
      { namespaceName: "n" },
      ["redshift-serverless:DeleteNamespace arn:namespace:n-id"],
    ],
    [
      "redshift-serverless",
      "CreateWorkgroup",
      { workgroupName: "w", namespaceName: "n" },
      ["redshift-serverless:CreateWorkgroup *"],
    ],
    ["iam", "CreateUser", { UserName: "u" }, ["iam:CreateUser arn:aws:iam::1:user/u"]],
    [
      "iam",
      "AttachRolePolicy",
      { RoleName: "r", PolicyArn: "arn:aws:iam::1:policy/p" },
      ["iam:AttachRolePolicy arn:aws:iam::1:role/r"],
    ],
    ["iam", "ListRoles", {}, ["iam:ListRoles *"]],
    ["sts", "GetCallerIdentity", {}, []],
  ])("%s %s", async (service, operation, input, needs) => {
    expect(await brief(request(service, { operation, input }))).toEqual(needs);
  });

  test("a use of a key says its encryption context, for policies to have conditions on", async () => {
    const service = local.services.find(({ services }) => services.includes("kms"));
    const input = { KeyId: "k", EncryptionContext: { "headrace-use": "index", a: "b" } };
    expect(await service?.needs?.(request("kms", { operation: "GenerateDataKey", input }), lookups)).toEqual([
      {
        action: "kms:GenerateDataKey",
        resource: "arn:aws:kms:eu-west-1:1:key/k",
        context: {
          "kms:EncryptionContext:headrace-use": "index",
          "kms:EncryptionContext:a": "b",
          "kms:EncryptionContextKeys": ["headrace-use", "a"],
        },
      },
    ]);
  });

  test("nobody knows of an unknown service", async () => {
    expect(await brief(request("forecast", { operation: "CreatePredictor" }))).toBeUndefined();
  });
});
