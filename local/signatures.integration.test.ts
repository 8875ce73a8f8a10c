// What a signature must be: by a key of the account, of this time, of this request and its body. Presigned URLs, bodies in
// signed chunks, keys of users and sessions of roles.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SignatureV4 } from "@smithy/signature-v4";
import { hmacHex, millisecondsOf, presented, Sha256, signingKey } from "./gateway/signature.ts";
import { expectedV2 } from "./gateway/signature-v2.ts";
import type { Credentials } from "./iam/principals.ts";
import { down, environment, type LocalAws, up } from "./index.ts";
import { signedFetch, signedHeaders } from "./testing/signed-fetch.ts";

const MINUTE = 60_000;

let state: string;
let local: LocalAws;
let s3: S3Client;

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

const codeOf = async (answer: Response): Promise<string> => {
  const body = await answer.text();
  return `${answer.status} ${answer.headers.get("x-amzn-errortype") ?? /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? body}`;
};

const presign = async (
  method: string,
  path: string,
  { date = new Date(), expiresIn = 60 }: { date?: Date; expiresIn?: number } = {},
): Promise<string> => {
  const { host, hostname } = new URL(local.endpoint);
  const signer = new SignatureV4({
    service: "s3",
    region: "us-east-1",
    credentials: local,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { query = {} } = await signer.presign(
    {
      method,
      protocol: "http:",
      hostname,
      path,
      query: {},
      headers: { host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    },
    { signingDate: date, expiresIn },
  );
  return `${local.endpoint}${path}?${new URLSearchParams(query as Record<string, string>)}`;
};

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-signatures-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region: "us-east-1" });
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
  await s3.send(new PutObjectCommand({ Bucket: "files", Key: "a b+é.txt", Body: "hello" }));
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

describe("a presigned URL", () => {
  const PATH = "/files/a%20b%2B%C3%A9.txt";

  test("reads and writes what it was made for", async () => {
    expect(await (await fetch(await presign("GET", PATH))).text()).toBe("hello");
    const big = Buffer.alloc(3 * 1024 * 1024, "x");
    expect((await fetch(await presign("PUT", "/files/put"), { method: "PUT", body: big })).status).toBe(200);
    const { ContentLength } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "put" }));
    expect(ContentLength).toBe(big.length);
  });

  test("is refused with a wrong signature, for another request and past its time", async () => {
    const url = await presign("GET", PATH);
    const other = url.replace(
      /(X-Amz-Signature=)./,
      (_, name) => `${name}${url.includes(`${name}0`) ? 1 : 0}`,
    );
    expect(await codeOf(await fetch(other))).toBe("403 SignatureDoesNotMatch");
    expect(await codeOf(await fetch(url, { method: "PUT", body: "x" }))).toBe("403 SignatureDoesNotMatch");
    expect(await codeOf(await fetch(url.replace("/files/", "/files/x")))).toBe("403 SignatureDoesNotMatch");
    expect(await codeOf(await fetch(`${url}&versionId=1`))).toBe("403 SignatureDoesNotMatch");
    const past = await presign("GET", PATH, { date: new Date(Date.now() - 61_000) });
    const late = await fetch(past);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
    const early = await presign("GET", PATH, { date: new Date(Date.now() + 20 * MINUTE) });
    expect(await codeOf(await fetch(early))).toBe("403 AccessDenied");
    expect(await codeOf(await fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=604801")))).toBe(
      "400 AuthorizationQueryParametersError",
    );
    const loose = await fetch(url, { headers: { "x-amz-meta-a": "b" } });
    expect(await codeOf(loose)).toBe("403 AccessDenied");
  });

  test("of the old kind, as boto3 makes it, too", async () => {
    const url = (expires: number, secret = local.secretAccessKey) => {
      const search = `response-content-type=text%2Fplain&AWSAccessKeyId=${local.accessKeyId}&Expires=${expires}`;
      const parts = { method: "GET", path: PATH, search, headers: {} };
      return `${local.endpoint}${PATH}?${search}&Signature=${encodeURIComponent(expectedV2(secret, parts, "query"))}`;
    };
    const soon = Math.floor(Date.now() / 1000) + 60;
    expect(await (await fetch(url(soon))).text()).toBe("hello");
    expect(await codeOf(await fetch(url(soon, "other")))).toBe("403 SignatureDoesNotMatch");
    expect(await codeOf(await fetch(url(soon - 120)))).toBe("403 AccessDenied");
  });
});

test("the example of the old signature in Amazon's own guide", () => {
  const headers = { date: "Tue, 27 Mar 2007 19:36:42 +0000" };
  const parts = { method: "GET", path: "/awsexamplebucket1/photos/puppy.jpg", search: "", headers };
  expect(expectedV2("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", parts, "header")).toBe(
    "qgk2+6Sv9/oM7G3qLEjTH1a1l1g=",
  );
});

describe("a signed request", () => {
  const identity = (date: Date, credentials: Credentials = local) =>
    signedFetch(
      `${local.endpoint}/`,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "Action=GetCallerIdentity&Version=2011-06-15",
      },
      { credentials, service: "sts", date },
    );
  const list = (date: Date) =>
    signedFetch(`${local.endpoint}/`, {}, { credentials: local, service: "s3", date });
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);

  test("is of this time: five minutes either way, fifteen for S3", async () => {
    expect((await identity(ago(4))).status).toBe(200);
    for (const minutes of [6, -6])
      expect(await codeOf(await identity(ago(minutes)))).toBe("403 SignatureDoesNotMatch");
    expect((await list(ago(14))).status).toBe(200);
    for (const minutes of [16, -16])
      expect(await codeOf(await list(ago(minutes)))).toBe("403 RequestTimeTooSkewed");
  });

  test("is refused with a wrong secret, as the service's protocol has it", async () => {
    const credentials = { ...local, secretAccessKey: "wrong" };
    const get = (service: string, path: string) =>
      signedFetch(`${local.endpoint}${path}`, {}, { credentials, service });
    expect(await codeOf(await get("s3", "/files"))).toBe("403 SignatureDoesNotMatch");
    expect(await codeOf(await get("lambda", "/2015-03-31/functions"))).toBe("403 InvalidSignatureException");
    expect(await codeOf(await identity(new Date(), credentials))).toBe("403 SignatureDoesNotMatch");
    const tables = await signedFetch(
      `${local.endpoint}/`,
      { method: "POST", headers: { "x-amz-target": "DynamoDB_20120810.ListTables" }, body: "{}" },
      { credentials, service: "dynamodb" },
    );
    expect(await codeOf(tables)).toBe("400 InvalidSignatureException");
    const vpcs = await signedFetch(
      `${local.endpoint}/`,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "Action=DescribeVpcs&Version=2016-11-15",
      },
      { credentials, service: "ec2" },
    );
    expect(await codeOf(vpcs)).toBe("401 AuthFailure");
  });

  test("has the body that was signed", async () => {
    const put = async (signed: string, sent: string, path = "/files/hashed") => {
      const url = `${local.endpoint}${path}`;
      const headers = { "x-amz-content-sha256": sha256(signed) };
      const { host: _host, ...given } = await signedHeaders(
        url,
        { method: "PUT", headers },
        { credentials: local, service: "s3" },
      );
      return codeOf(await fetch(url, { method: "PUT", headers: given, body: sent }));
    };
    expect(await put("same", "same")).toBe("200 ");
    expect(await put("one", "two")).toBe("400 XAmzContentSHA256Mismatch");
    const large = "x".repeat(2 * 1024 * 1024);
    expect(await put(large, large)).toBe("200 ");
    expect(await put(large, `${large}y`)).toBe("400 XAmzContentSHA256Mismatch");
    expect(await put("<Tagging/>", "<Tagging></Tagging>", "/files?tagging=")).toBe(
      "400 XAmzContentSHA256Mismatch",
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "hashed" }));
    expect(await Body?.transformToString()).toBe(large);
  });

  test("with its body in signed chunks has each of them as it was signed", async () => {
    const put = async (chunks: string[], sent = chunks, trailer?: string) => {
      const url = `${local.endpoint}/files/chunks`;
      const payload = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? "" : "-TRAILER"}`;
      const headers = {
        "content-encoding": "aws-chunked",
        "x-amz-content-sha256": payload,
        "x-amz-decoded-content-length": String(chunks.join("").length),
        ...(trailer !== undefined && { "x-amz-trailer": "x-amz-meta-end" }),
      };
      const given = await signedHeaders(
        url,
        { method: "PUT", headers },
        { credentials: local, service: "s3" },
      );
      const by = presented({ method: "PUT", path: "/files/chunks", search: "", headers: given });
      if (!by || by === "malformed") throw new Error("not signed");
      const key = await signingKey(by, local.secretAccessKey);
      const scope = `${by.time}\n${by.day}/us-east-1/s3/aws4_request`;
      let previous = by.signature;
      const sign = (kind: string, rest: string): string => {
        previous = hmacHex(key, `AWS4-HMAC-SHA256-${kind}\n${scope}\n${previous}\n${rest}`);
        return previous;
      };
      const body = [...chunks, ""].map((chunk, index) => {
        const signature = sign("PAYLOAD", `${sha256("")}\n${sha256(chunk)}`);
        const data = sent[index] ?? "";
        return `${data.length.toString(16)};chunk-signature=${signature}\r\n${data}${data ? "\r\n" : ""}`;
      });
      if (trailer === undefined) body.push("\r\n");
      else {
        const signature = sign("TRAILER", sha256("x-amz-meta-end:1\n"));
        body.push(`x-amz-meta-end:${trailer}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`);
      }
      const { host: _host, ...rest } = given;
      return codeOf(await fetch(url, { method: "PUT", headers: rest, body: body.join("") }));
    };
    expect(await put(["a".repeat(70_000), "end"])).toBe("200 ");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "chunks" }));
    expect(await Body?.transformToString()).toBe(`${"a".repeat(70_000)}end`);
    expect(await put(["one", "two"], ["one", "too"])).toBe("403 SignatureDoesNotMatch");
    expect(await put(["one", "two"], ["two", "one"])).toBe("403 SignatureDoesNotMatch");
    expect(await put(["one"], ["one"], "1")).toBe("200 ");
    expect(await put(["one"], ["one"], "2")).toBe("403 SignatureDoesNotMatch");
  });
});

describe("keys of the account", () => {
  const who = async (
    credentials: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } = {},
  ) => {
    const client = new STSClient({
      region: "us-east-1",
      credentials: {
        accessKeyId: credentials.AccessKeyId ?? "",
        secretAccessKey: credentials.SecretAccessKey ?? "",
        ...(credentials.SessionToken && { sessionToken: credentials.SessionToken }),
      },
    });
    return client
      .send(new GetCallerIdentityCommand())
      .then(
        ({ Arn }) => Arn,
        (error: Error) => error.name,
      )
      .finally(() => client.destroy());
  };

  test("of users are good while they are active", async () => {
    const iam = new IAMClient({ region: "us-east-1" });
    await iam.send(new CreateUserCommand({ UserName: "ann" }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
    const one = { UserName: "ann", AccessKeyId: key?.AccessKeyId };
    expect(await who(key)).toMatch(/^arn:aws:iam::123456789012:/);
    expect(await who({ ...key, SecretAccessKey: "wrong" })).toBe("SignatureDoesNotMatch");
    await iam.send(new UpdateAccessKeyCommand({ ...one, Status: "Inactive" }));
    expect(await who(key)).toBe("InvalidClientTokenId");
    await iam.send(new UpdateAccessKeyCommand({ ...one, Status: "Active" }));
    expect(await who(key)).toMatch(/^arn:/);
    await iam.send(new DeleteAccessKeyCommand(one));
    expect(await who(key)).toBe("InvalidClientTokenId");
    iam.destroy();
  });

  test("of sessions are good with their token", async () => {
    const iam = new IAMClient({ region: "us-east-1" });
    const sts = new STSClient({ region: "us-east-1" });
    await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument: "{}" }));
    const RoleArn = "arn:aws:iam::123456789012:role/reader";
    const { Credentials: role } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
    expect(await who(role)).toBe("arn:aws:sts::123456789012:assumed-role/reader/me");
    expect(await who({ ...role, SessionToken: "other" })).toBe("InvalidClientTokenId");
    expect(await who({ ...role, SessionToken: undefined })).toBe("InvalidClientTokenId");
    const { Credentials: first } = await sts.send(new GetSessionTokenCommand());
    const { Credentials: second } = await sts.send(new GetSessionTokenCommand());
    expect(await who(first)).toBe("arn:aws:iam::123456789012:root");
    expect(first?.SecretAccessKey).not.toBe(second?.SecretAccessKey);
    for (const client of [iam, sts]) client.destroy();
  });

  test("of a role reach nothing past the service that they are good for", async () => {
    const iam = new IAMClient({ region: "us-east-1" });
    const sts = new STSClient({ region: "us-east-1" });
    await s3.send(new CreateBucketCommand({ Bucket: "past" }));
    await s3.send(new PutObjectCommand({ Bucket: "past", Key: "secret", Body: "secret" }));
    await iam.send(new CreateRoleCommand({ RoleName: "lister", AssumeRolePolicyDocument: "{}" }));
    const asked = async (service: string, path: string): Promise<string> => {
      const RoleArn = "arn:aws:iam::123456789012:role/lister";
      const { Credentials: role } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me" }));
      const credentials = {
        accessKeyId: role?.AccessKeyId ?? "",
        secretAccessKey: role?.SecretAccessKey ?? "",
        sessionToken: role?.SessionToken,
      };
      const headers = { "x-amz-content-sha256": sha256("") };
      const answer = await signedFetch(`${local.endpoint}${path}`, { headers }, { credentials, service });
      return codeOf(answer);
    };
    const allow = (Action: string) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: "lister",
          PolicyName: "all",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action, Resource: "*" }],
          }),
        }),
      );
    await allow("s3:ListAllMyBuckets");
    expect(await asked("s3", "/past/secret")).toBe("403 AccessDenied");
    expect(await asked("s3", "//past/secret")).toBe("403 AccessDenied");
    for (const service of ["s3express", "s3-object-lambda", "xs3"])
      expect(await asked(service, "/past/secret")).toBe("403 AccessDeniedException");
    await allow("s3:*");
    expect(await asked("s3", "/past/secret")).toBe("200 secret");
    for (const page of ["/moto-api/data.json", "/%6doto-api/data.json", "//moto-api/data.json"])
      expect(await asked("s3", page)).toBe("403 AccessDenied");
    expect(await asked("sqs", "/moto-api/data.json")).toBe("403 AccessDeniedException");
    for (const client of [iam, sts]) client.destroy();
  });
});

test("times are read as they are signed", () => {
  expect(millisecondsOf("20260102T030405Z")).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});
