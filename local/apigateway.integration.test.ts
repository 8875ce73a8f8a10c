// The real thing: Terraform applies a REST API from an OpenAPI body to the local AWS, and clients call it over HTTP.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { awsConfig } from "../cli/aws.ts";
import { terraformHere, type Workbench, workbench } from "../tests/modules/terraform.ts";
import type { Credentials } from "./iam/principals.ts";
import { down, environment, type LocalAws, localApiAddress, up } from "./index.ts";
import { API_ROOT, HANDLER } from "./testing/api-root.ts";
import { asker } from "./testing/raw.ts";
import { signedFetch } from "./testing/signed-fetch.ts";
import { zip } from "./testing/zip.ts";

const MINUTES = 60_000;
const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

withTerraform("an API that Terraform made", () => {
  let bench: Workbench;
  let state: string;
  let local: LocalAws;
  let root: string;
  let outputs: Record<string, string>;
  let base: string;
  let caller: Credentials;

  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${base}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  const json = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-api-"));
    local = await up({ state, region: "eu-west-1" });
    const variables = environment(local);
    bench = await workbench(terraform as string, variables);
    root = join(bench.folder, "root");
    await mkdir(root);
    await writeFile(join(root, "main.tf"), API_ROOT);
    await writeFile(join(root, "handler.zip"), await zip({ "index.mjs": HANDLER }));
    expect(await bench.run(root, "init", "-no-color")).toMatchObject({ code: 0 });
    const applied = await bench.run(root, "apply", "-no-color", "-auto-approve");
    if (applied.code !== 0) throw new Error(applied.output.slice(-1500));
    const printed = JSON.parse((await bench.run(root, "output", "-json")).output) as Record<
      string,
      { value: string }
    >;
    outputs = Object.fromEntries(Object.entries(printed).map(([name, { value }]) => [name, value]));
    base = String(localApiAddress(String(outputs.invoke_url), local.endpoint));
    const aws = awsConfig(variables);
    const iam = new IAMClient(aws);
    const RoleName = "caller";
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
    const Resource = `arn:aws:execute-api:eu-west-1:*:${outputs.api_id}/prod/GET/signed`;
    const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "call", PolicyDocument }));
    const RoleArn = "arn:aws:iam::123456789012:role/caller";
    const session = await new STSClient(aws).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "ann" }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = session.Credentials ?? {};
    caller = {
      accessKeyId: String(AccessKeyId),
      secretAccessKey: String(SecretAccessKey),
      sessionToken: SessionToken,
    };
  }, 10 * MINUTES);

  afterAll(async () => {
    await down({ state });
    await bench?.close();
    await rm(state, { recursive: true, force: true });
  }, 2 * MINUTES);

  test(
    "is planned empty once it is applied",
    async () => {
      const { code, output } = await bench.run(root, "plan", "-no-color", "-detailed-exitcode");
      expect({ code, output }).toMatchObject({ code: 0 });
    },
    5 * MINUTES,
  );

  test("gives a function the event that API Gateway sends, and the answer that it makes", async () => {
    const { status, headers, body } = await call("/open/a%20b/c?x=1&x=2&y=%C3%A9", {
      headers: { "X-Custom": "one" },
    });
    expect(status).toBe(201);
    expect(headers.get("x-from")).toBe("handler");
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(body).toMatchObject({
      resource: "/open/{proxy+}",
      path: "/open/a%20b/c",
      httpMethod: "GET",
      queryStringParameters: { x: "2", y: "é" },
      multiValueQueryStringParameters: { x: ["1", "2"], y: ["é"] },
      pathParameters: { proxy: "a b/c" },
      stageVariables: { flavor: "plum" },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        accountId: "123456789012",
        apiId: outputs.api_id,
        stage: "prod",
        path: "/prod/open/a%20b/c",
        resourcePath: "/open/{proxy+}",
        protocol: "HTTP/1.1",
        identity: { sourceIp: "127.0.0.1", userArn: null, accessKey: null },
      },
    });
    expect(body.headers["X-Custom"] ?? body.headers["x-custom"]).toBe("one");
  });

  test("answers by its host too, and knows no other API, stage or path", async () => {
    const ask = asker(() => Number(new URL(local.endpoint).port));
    const host = `${outputs.api_id}.execute-api.eu-west-1.localhost:${new URL(local.endpoint).port}`;
    expect(await ask("GET", "/prod/open/x", { host })).toMatchObject({ status: 201 });
    expect(await ask("GET", "/test/open/x", { host })).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(await call("/nowhere")).toMatchObject({
      status: 403,
      body: { message: "Missing Authentication Token" },
    });
  });

  test("takes binary bodies as its media types say, and sends them", async () => {
    const response = await fetch(`${base}/binary`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", accept: "application/octet-stream" },
      body: new Uint8Array([0, 255, 128]),
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 128]));
  });

  test("lets in by IAM who has signed and may", async () => {
    const signing = { service: "execute-api", region: "eu-west-1", credentials: caller };
    const allowed = await signedFetch(`${base}/signed`, {}, signing);
    expect(allowed.status).toBe(201);
    expect(await allowed.json()).toMatchObject({
      requestContext: { identity: { userArn: "arn:aws:sts::123456789012:assumed-role/caller/ann" } },
    });
    const other = await signedFetch(`${base}/signed`, { method: "POST", body: "{}" }, signing);
    expect({ status: other.status, body: await other.json() }).toEqual({
      status: 403,
      body: {
        Message: `User: arn:aws:sts::123456789012:assumed-role/caller/ann is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:${outputs.api_id}/prod/POST/signed`,
      },
    });
    expect(await call("/signed")).toMatchObject({
      status: 403,
      body: { message: "Missing Authentication Token" },
    });
    const forged = { ...signing, credentials: { ...caller, secretAccessKey: "other" } };
    const wrong = await signedFetch(`${base}/signed`, {}, forged);
    expect(wrong.status).toBe(403);
    expect(await wrong.text()).toMatch(/The request signature we calculated does not match/);
    const elsewhere = await signedFetch(`${base}/signed`, {}, { ...signing, service: "lambda" });
    expect(elsewhere.status).toBe(403);
  });

  test("asks its authorizer, and keeps what that said", async () => {
    const get = (authorization?: string) =>
      call("/token", authorization === undefined ? {} : { headers: { authorization } });
    expect(await get()).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
    expect(await get("nobody")).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
    expect(await get("deny")).toMatchObject({
      status: 403,
      body: { Message: "User is not authorized to access this resource with an explicit deny" },
    });
    const first = await get("allow");
    expect(first).toMatchObject({
      status: 201,
      body: { requestContext: { authorizer: { principalId: "ann", number: "7" } } },
    });
    const second = await get("allow");
    expect(second.body.requestContext.authorizer.asked).toBe(first.body.requestContext.authorizer.asked);
  });

  test("wants a key, and holds the plan's quota", async () => {
    const get = (key?: string) => call("/keyed", key === undefined ? {} : { headers: { "x-api-key": key } });
    expect(await get()).toMatchObject({ status: 403, body: { message: "Forbidden" } });
    expect(await get("no-such-key-of-twenty-letters")).toMatchObject({ status: 403 });
    const key = String(outputs.key);
    const answers: number[] = [];
    for (let count = 0; count < 3; count++) answers.push((await get(key)).status);
    expect(answers).toEqual([201, 201, 201]);
    expect(await get(key)).toMatchObject({ status: 429, body: { message: "Limit Exceeded" } });
  });

  test("holds the stage's rate for a method", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => call("/slow")));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.body).toEqual({ message: "Too Many Requests" });
  });

  test("refuses what does not fit", async () => {
    expect(await call("/orders", json({ id: 1 }))).toMatchObject({
      status: 400,
      body: { message: "Missing required request parameters: [dataset]" },
    });
    // The API has words of its own for a wrong body.
    expect(await call("/orders?dataset=a", json({ id: "x" }))).toMatchObject({
      status: 422,
      body: {
        wrong: '[instance type (string) does not match any allowed primitive type (allowed: ["integer"])]',
      },
    });
    expect(await call("/orders?dataset=a", json({ id: 1 }))).toMatchObject({ status: 201 });
    const large = await call("/open/x", { method: "POST", body: "x".repeat(10 * 1024 * 1024 + 1) });
    expect(large).toMatchObject({ status: 413, body: { message: "Request Too Long" } });
  });

  test("says 502 to malformed answers and failures, 504 past the time, 500 without permission", async () => {
    const wrong = { status: 502, body: { message: "Internal server error" } };
    expect(await call("/open/malformed")).toMatchObject(wrong);
    expect(await call("/open/throw")).toMatchObject(wrong);
    expect(await call("/late")).toMatchObject({
      status: 504,
      body: { message: "Endpoint request timed out" },
    });
    expect(await call("/forbidden")).toMatchObject({
      status: 500,
      body: { message: "Internal server error" },
    });
  });

  test("lets pages in only where it says so itself", async () => {
    const origin = "https://app.example.com";
    const preflight = await fetch(`${base}/orders`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    const ask = asker(() => Number(new URL(local.endpoint).port));
    const path = (resource: string) => `${new URL(base).pathname}${resource}`;
    const post = (from: string) =>
      ask(
        "POST",
        path("/orders?dataset=a"),
        { origin: from, "content-type": "application/json" },
        '{"id":1}',
      );
    expect(await post(origin)).toMatchObject({ status: 201 });
    expect(await post("https://evil.example.com")).toMatchObject({ status: 403 });
    expect(await ask("GET", path("/keyed"), { origin })).toMatchObject({ status: 403 });
    expect(await ask("OPTIONS", path("/keyed"), { origin })).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  test("may be made of resources and methods, with a policy of its own", async () => {
    const parts = String(localApiAddress(String(outputs.parts_url), local.endpoint));
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${parts}${path}`, json(body));
      return {
        status: response.status,
        kind: response.headers.get("x-kind"),
        body: JSON.parse(await response.text()),
      };
    };
    expect(await post("/things/7?who=ann", { name: "a" })).toMatchObject({
      status: 201,
      body: {
        resource: "/things/{id}",
        pathParameters: { id: "7" },
        body: '{"name":"a"}',
        requestContext: { authorizer: { principalId: "ann", path: "/things/7" } },
      },
    });
    // The authorizer's answer is kept, by who asked.
    expect(await post("/things/8?who=ann", { name: "a" })).toMatchObject({
      body: { requestContext: { authorizer: { path: "/things/7" } } },
    });
    const refusals = [
      [await post("/things/7?who=bob", { name: "a" }), 403, "User is not authorized to access this resource"],
      [await post("/things/7", { name: "a" }), 401, "Unauthorized"],
      [await post("/things/7?who=ann", {}), 400, "Invalid request body"],
      [
        await post("/things/secret?who=ann", { name: "a" }),
        403,
        `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:${new URL(String(outputs.parts_url)).host.split(".")[0]}/prod/POST/things/secret with an explicit deny`,
      ],
    ] as const;
    for (const [answer, status, message] of refusals) {
      expect(answer).toMatchObject({ status, kind: "wrong" });
      expect(answer.body.message ?? answer.body.Message).toBe(message);
    }
  });

  test("is an HTTP API too, in both formats of its events", async () => {
    const http = String(localApiAddress(String(outputs.http_url), local.endpoint));
    expect(http).toBe(
      `${local.endpoint}/restapis/${new URL(String(outputs.http_url)).host.split(".")[0]}/$default/_user_request_`,
    );
    const origin = "https://app.example.com";
    const two = await fetch(`${http}/things/a%20b?x=1&x=2`, { headers: { cookie: "a=1; b=2" } });
    expect(two.status).toBe(201);
    expect(await two.json()).toMatchObject({
      version: "2.0",
      routeKey: "GET /things/{id}",
      rawPath: "/things/a%20b",
      rawQueryString: "x=1&x=2",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { x: "1,2" },
      pathParameters: { id: "a b" },
      requestContext: {
        stage: "$default",
        http: { method: "GET", path: "/things/a%20b", sourceIp: "127.0.0.1" },
      },
      isBase64Encoded: false,
    });
    const one = await fetch(`${http}/elsewhere`, { method: "POST", body: "{}" });
    expect(one.status).toBe(201);
    expect(await one.json()).toMatchObject({
      version: "1.0",
      httpMethod: "POST",
      path: "/elsewhere",
      body: "{}",
    });
    const unsigned = await fetch(`${http}/signed`);
    expect({ status: unsigned.status, body: await unsigned.json() }).toEqual({
      status: 403,
      body: { message: "Forbidden" },
    });
    const ask = asker(() => Number(new URL(local.endpoint).port));
    const { pathname } = new URL(`${http}/things/1`);
    const preflight = await ask("OPTIONS", pathname, { origin, "access-control-request-method": "GET" });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": origin, "access-control-allow-methods": "GET" },
    });
    expect(await ask("GET", pathname, { origin })).toMatchObject({
      status: 201,
      headers: { "access-control-allow-origin": origin },
    });
    expect(await ask("GET", pathname, { origin: "https://evil.example.com" })).toMatchObject({ status: 403 });
  });

  test("writes its access log", async () => {
    const logs = async (): Promise<string[]> => {
      const response = await signedFetch(
        local.endpoint,
        {
          method: "POST",
          headers: {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "Logs_20140328.FilterLogEvents",
          },
          body: JSON.stringify({ logGroupName: "/api/access" }),
        },
        { service: "logs", region: "eu-west-1", credentials: local },
      );
      return ((await response.json()) as { events: { message: string }[] }).events.map(
        ({ message }) => message,
      );
    };
    await call("/open/logged");
    let lines: string[] = [];
    for (let tries = 0; tries < 100; tries++) {
      lines = await logs();
      if (lines.some((line) => line.includes("/open/logged"))) break;
      await sleep(200);
    }
    expect(lines).toContain("GET /prod/open/logged /open/{proxy+} 201 - 127.0.0.1");
  });

  test(
    "is gone once it is destroyed",
    async () => {
      const { code, output } = await bench.run(root, "destroy", "-no-color", "-auto-approve");
      expect({ code, output: output.slice(-1500) }).toMatchObject({ code: 0 });
      expect(await call("/open/x")).toMatchObject({ status: 403, body: { message: "Forbidden" } });
    },
    5 * MINUTES,
  );
});
