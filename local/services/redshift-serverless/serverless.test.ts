// The control plane over HTTP, as an SDK speaks to it, and the Data API's statements in what it made.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type FakeAws, fakeAws } from "../../testing/fake-aws.ts";
import { plain } from "../../testing/redshift.ts";
import { redshiftData } from "../redshift/index.ts";
import { redshiftServerless } from "./index.ts";

let folder: string;
let aws: FakeAws;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "serverless-"));
  aws = await fakeAws({ redshift: redshiftData, serverless: redshiftServerless }, folder);
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many operations
  body: any;
}

async function ask(operation: string, input: object = {}, accessKey = "AKIATEST"): Promise<Answer> {
  const credential = `${accessKey}/20260101/us-east-1/redshift-serverless/aws4_request`;
  const response = await fetch(aws.context.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=x`,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `RedshiftServerless.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.json() };
}

async function ok(operation: string, input: object = {}, accessKey?: string): Promise<Answer["body"]> {
  const { status, body } = await ask(operation, input, accessKey);
  if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
  return body;
}

async function refused(operation: string, input: object): Promise<[code: string, message: string]> {
  const { status, body } = await ask(operation, input);
  expect(status).toBe(400);
  return [body.__type, body.message];
}

const ROLE = "arn:aws:iam::123456789012:role/lake";
const NAMESPACE = {
  namespaceName: "acme",
  dbName: "warehouse",
  adminUsername: "boss",
  manageAdminPassword: true,
  adminPasswordSecretKmsKeyId: "arn:aws:kms:us-east-1:123456789012:key/1",
  iamRoles: [ROLE],
  defaultIamRoleArn: ROLE,
  logExports: ["userlog"],
  tags: [{ key: "team", value: "data" }],
};

/** A namespace with its workgroup. */
async function estate(): Promise<{ namespace: Answer["body"]; workgroup: Answer["body"] }> {
  const { namespace } = await ok("CreateNamespace", NAMESPACE);
  const { workgroup } = await ok("CreateWorkgroup", { workgroupName: "work", namespaceName: "acme" });
  return { namespace, workgroup };
}

beforeEach(async () => {
  for (const { workgroupName } of (await ok("ListWorkgroups")).workgroups)
    await ok("DeleteWorkgroup", { workgroupName });
  for (const { namespaceName } of (await ok("ListNamespaces")).namespaces)
    await ok("DeleteNamespace", { namespaceName });
  expect(aws.secrets.size).toBe(0);
});

describe("namespaces", () => {
  test("are made with a secret for the administrator, and described as AWS does", async () => {
    const { namespace } = await ok("CreateNamespace", NAMESPACE);
    expect(namespace).toEqual({
      namespaceArn: `arn:aws:redshift-serverless:us-east-1:123456789012:namespace/${namespace.namespaceId}`,
      namespaceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      namespaceName: "acme",
      status: "AVAILABLE",
      creationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      dbName: "warehouse",
      adminUsername: "boss",
      adminPasswordSecretArn: expect.stringContaining(":secret:redshift!acme-boss-"),
      adminPasswordSecretKmsKeyId: NAMESPACE.adminPasswordSecretKmsKeyId,
      kmsKeyId: "AWS_OWNED_KMS_KEY",
      iamRoles: [`IamRole(applyStatus=in-sync, iamRoleArn=${ROLE})`],
      defaultIamRoleArn: ROLE,
      logExports: ["userlog"],
    });
    expect((await ok("GetNamespace", { namespaceName: "acme" })).namespace).toEqual(namespace);
    const secret = aws.secrets.get(namespace.adminPasswordSecretArn);
    expect(secret?.key).toBe(NAMESPACE.adminPasswordSecretKmsKeyId);
    expect(JSON.parse(secret?.text ?? "")).toEqual({ username: "boss", password: expect.any(String) });
  });

  test("take a password of one's own and show it to nobody; the secret comes and goes with being managed", async () => {
    const own = { namespaceName: "acme", adminUsername: "boss", adminUserPassword: "Abcdefg1" };
    const { namespace } = await ok("CreateNamespace", own);
    expect(namespace).not.toHaveProperty("adminPasswordSecretArn");
    expect(JSON.stringify(namespace)).not.toContain("Abcdefg1");
    const managed = await ok("UpdateNamespace", { namespaceName: "acme", manageAdminPassword: true });
    expect(managed.namespace).toMatchObject({ status: "MODIFYING" });
    expect([...aws.secrets.keys()]).toEqual([managed.namespace.adminPasswordSecretArn]);
    await ok("UpdateNamespace", { namespaceName: "acme", adminUsername: "chief" });
    expect([...aws.secrets.values()].map(({ name }) => name)).toEqual(["redshift!acme-chief"]);
    await ok("UpdateNamespace", { ...own, manageAdminPassword: false });
    expect(aws.secrets.size).toBe(0);
  });

  test("change their roles and logs", async () => {
    await ok("CreateNamespace", NAMESPACE);
    const change = (input: object) => ok("UpdateNamespace", { namespaceName: "acme", ...input });
    await change({ iamRoles: [ROLE], defaultIamRoleArn: "" });
    await change({ logExports: [] });
    const { namespace } = await ok("GetNamespace", { namespaceName: "acme" });
    expect(namespace).toMatchObject({ status: "AVAILABLE", logExports: [], iamRoles: [expect.anything()] });
    expect(namespace).not.toHaveProperty("defaultIamRoleArn");
  });

  test("are refused in AWS's words", async () => {
    await estate();
    const validation = "ValidationException";
    expect(await refused("GetNamespace", { namespaceName: "none" })).toEqual([
      "ResourceNotFoundException",
      "Serverless namespace none not found.",
    ]);
    expect(await refused("CreateNamespace", NAMESPACE)).toEqual([
      "ConflictException",
      "Serverless namespace acme already exists.",
    ]);
    expect(await refused("CreateNamespace", { namespaceName: "Acme" })).toEqual([
      validation,
      "1 validation error detected: Value 'Acme' at 'namespaceName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9-]+$",
    ]);
    expect(await refused("CreateNamespace", {})).toEqual([
      validation,
      "1 validation error detected: Value null at 'namespaceName' failed to satisfy constraint: Member must not be null",
    ]);
    expect(await refused("UpdateNamespace", { namespaceName: "acme", defaultIamRoleArn: ROLE })).toEqual([
      validation,
      "To change the default IAM role, you must specify the entire list of IAM roles.",
    ]);
    expect(await refused("DeleteNamespace", { namespaceName: "acme" })).toEqual([
      "ConflictException",
      "The namespace acme has the workgroup work: delete the workgroup first.",
    ]);
    expect(await refused("CreateSnapshot", { namespaceName: "acme" })).toEqual([
      validation,
      "The local Redshift Serverless has no operation CreateSnapshot.",
    ]);
  });
});

describe("workgroups", () => {
  test("have an address, a network and the usual parameters, and change", async () => {
    const { workgroup } = await estate();
    expect(workgroup).toMatchObject({
      status: "CREATING",
      baseCapacity: 128,
      subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
      securityGroupIds: ["sg-default"],
      endpoint: {
        address: "work.123456789012.us-east-1.redshift-serverless.amazonaws.com",
        port: 5439,
        vpcEndpoints: [{ vpcId: "vpc-1", networkInterfaces: [{}, {}, { subnetId: "subnet-c" }] }],
      },
    });
    expect(workgroup.configParameters).toContainEqual({ parameterKey: "auto_mv", parameterValue: "true" });
    const change = (input: object) => ok("UpdateWorkgroup", { workgroupName: "work", ...input });
    await change({ baseCapacity: 8 });
    await change({ maxCapacity: 64 });
    await change({ port: 5440, securityGroupIds: ["sg-1"], enhancedVpcRouting: true });
    await change({ configParameters: [{ parameterKey: "auto_mv", parameterValue: "false" }] });
    const after = (await ok("GetWorkgroup", { workgroupName: "work" })).workgroup;
    expect(after).toMatchObject({
      status: "AVAILABLE",
      workgroupArn: workgroup.workgroupArn,
      baseCapacity: 8,
      maxCapacity: 64,
      port: 5440,
      endpoint: { port: 5440 },
      securityGroupIds: ["sg-1"],
      enhancedVpcRouting: true,
      publiclyAccessible: false,
    });
    expect(after.configParameters).toContainEqual({ parameterKey: "auto_mv", parameterValue: "false" });
    await change({ maxCapacity: -1 });
    expect((await ok("GetWorkgroup", { workgroupName: "work" })).workgroup).not.toHaveProperty("maxCapacity");
  });

  test.each<[string, object, string | RegExp]>([
    ["an unknown namespace", { namespaceName: "none" }, "Serverless namespace none not found."],
    ["a capacity between steps", { baseCapacity: 9 }, /The capacity 9 is not valid/],
    ["a limit below the base", { baseCapacity: 64, maxCapacity: 8 }, /greater than or equal to the base/],
    ["a port out of range", { port: 80 }, /Valid port ranges are 5431-5455 and 8191-8215/],
    ["an unknown subnet", { subnetIds: ["subnet-q"] }, "The subnet ID 'subnet-q' does not exist"],
    ["too few zones", { subnetIds: ["subnet-a", "subnet-b"] }, /in 2 availability zones/],
    ["subnets of two VPCs", { subnetIds: ["subnet-a", "subnet-x"] }, /not in the same VPC/],
    [
      "a strange group",
      { securityGroupIds: ["sg-2"] },
      "VPC Security group sg-2 does not exist in VPC vpc-1",
    ],
    [
      "an unknown parameter",
      { configParameters: [{ parameterKey: "x", parameterValue: "y" }] },
      /^The parameter key x isn't supported\. Supported values: \[\[auto_mv, /,
    ],
  ])("refuse %s, and nothing is made", async (_, input, message) => {
    await ok("CreateNamespace", NAMESPACE);
    const [, said] = await refused("CreateWorkgroup", {
      workgroupName: "work",
      namespaceName: "acme",
      ...input,
    });
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect((await ok("ListWorkgroups")).workgroups).toEqual([]);
  });

  test("one namespace has one", async () => {
    await estate();
    const second = { workgroupName: "second", namespaceName: "acme" };
    expect((await refused("CreateWorkgroup", second))[0]).toBe("ConflictException");
  });
});

describe("usage limits, tags and pages", () => {
  test("a workgroup's limits go with it", async () => {
    const { workgroup } = await estate();
    const limit = { resourceArn: workgroup.workgroupArn, usageType: "serverless-compute", amount: 10 };
    const { usageLimit } = await ok("CreateUsageLimit", limit);
    expect(usageLimit).toMatchObject({ ...limit, period: "monthly", breachAction: "log" });
    const { usageLimitId } = usageLimit;
    expect((await refused("CreateUsageLimit", limit))[0]).toBe("ConflictException");
    expect((await refused("CreateUsageLimit", { ...limit, usageType: "much" }))[1]).toContain(
      "satisfy enum value set: [serverless-compute, cross-region-datasharing]",
    );
    await ok("UpdateUsageLimit", { usageLimitId, amount: 20, breachAction: "deactivate" });
    expect((await ok("GetUsageLimit", { usageLimitId })).usageLimit).toMatchObject({
      amount: 20,
      breachAction: "deactivate",
    });
    await ok("DeleteWorkgroup", { workgroupName: "work" });
    expect((await ok("ListUsageLimits")).usageLimits).toEqual([]);
    expect((await refused("GetUsageLimit", { usageLimitId }))[0]).toBe("ResourceNotFoundException");
  });

  test("tags are merged and taken away", async () => {
    const { namespace } = await estate();
    const resourceArn = namespace.namespaceArn;
    await ok("TagResource", { resourceArn, tags: [{ key: "stage", value: "test" }] });
    await ok("UntagResource", { resourceArn, tagKeys: ["team"] });
    expect(await ok("ListTagsForResource", { resourceArn })).toEqual({
      tags: [{ key: "stage", value: "test" }],
    });
    expect((await refused("ListTagsForResource", { resourceArn: "arn:none" }))[0]).toBe(
      "ResourceNotFoundException",
    );
  });

  test("lists come in pages", async () => {
    for (const namespaceName of ["one", "two", "three"]) await ok("CreateNamespace", { namespaceName });
    const first = await ok("ListNamespaces", { maxResults: 2 });
    const second = await ok("ListNamespaces", { maxResults: 2, nextToken: first.nextToken });
    const names = [...first.namespaces, ...second.namespaces].map(({ namespaceName }) => namespaceName);
    expect({ names, more: second.nextToken }).toEqual({ names: ["one", "two", "three"], more: undefined });
  });
});

describe("the database of a workgroup", () => {
  const clients: RedshiftDataClient[] = [];
  const client = (accessKeyId = "AKIATEST") => {
    const { endpoint, region } = aws.context;
    const credentials = { accessKeyId, secretAccessKey: "x" };
    const client = new RedshiftDataClient({ endpoint, region, credentials });
    clients.push(client);
    return client;
  };
  afterAll(() => {
    for (const client of clients) client.destroy();
  });

  async function run(Sql: string, input: object = {}, as = client()): Promise<unknown[][]> {
    const { Id } = await as.send(
      new ExecuteStatementCommand({ WorkgroupName: "work", Database: "warehouse", ...input, Sql }),
    );
    const about = await as.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
    if (about.Status !== "FINISHED") throw new Error(about.Error);
    if (!about.HasResultSet) return [];
    const { Records = [] } = await as.send(new GetStatementResultCommand({ Id }));
    return Records.map((row) => row.map(plain));
  }

  test("runs SQL, as the user of the caller's identity or of the secret", async () => {
    const { namespace, workgroup } = await estate();
    await run("create table t (a int)");
    await run("insert into t values (1)", { WorkgroupName: workgroup.workgroupArn });
    expect(await run("select a from t")).toEqual([[1]]);
    const user = async (input?: object, accessKey?: string) =>
      (await run("select current_user", input, client(accessKey)))[0]?.[0];
    expect(await user({ SecretArn: namespace.adminPasswordSecretArn })).toBe("boss");
    expect(await user({}, "ASIAanalyst")).toBe("IAMR:analyst");
    const credentials = await ok("GetCredentials", { workgroupName: "work" }, "ASIAanalyst");
    expect(credentials).toMatchObject({ dbUser: "IAMR:analyst", dbPassword: expect.any(String) });
    expect(credentials.expiration * 1000).toBeGreaterThan(Date.now());
    const { Statements = [] } = await client().send(new ListStatementsCommand({ WorkgroupName: "work" }));
    expect(Statements.map(({ QueryString }) => QueryString)).toContain("select a from t");
    await expect(run("select 1", { Database: "dev" })).rejects.toThrow('database "dev" does not exist');
    await expect(run("select 1", { WorkgroupName: "nobody" })).rejects.toThrow(/no workgroup nobody/);
  });

  test("is its namespace's: it outlives the workgroup, and a namespace of an old name is empty", async () => {
    await estate();
    await run("create table t (a int)");
    await ok("DeleteWorkgroup", { workgroupName: "work" });
    await ok("CreateWorkgroup", { workgroupName: "work", namespaceName: "acme" });
    expect(await run("select count(*) from t")).toEqual([[0]]);
    await ok("DeleteWorkgroup", { workgroupName: "work" });
    await ok("DeleteNamespace", { namespaceName: "acme" });
    await expect(run("select 1")).rejects.toThrow(/no workgroup work/);
    await estate();
    await expect(run("select count(*) from t")).rejects.toThrow('relation "t" does not exist');
    expect(await run("select count(*) from sys_query_history where query_text like 'create table%'")).toEqual(
      [[0]],
    );
  });
});
