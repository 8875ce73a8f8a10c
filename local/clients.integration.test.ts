// Other people's clients reach the local AWS with what `headrace local env` prints, and nothing else: every AWS SDK client
// of this project, the AWS CLI, boto3, and where the code of a function lies for whoever downloads it.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AthenaClient, ListWorkGroupsCommand } from "@aws-sdk/client-athena";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetLayerVersionCommand,
  InvokeCommand,
  LambdaClient,
  PublishLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import { ListStatementsCommand, RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Upload } from "@aws-sdk/lib-storage";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, environment, type LocalAws, up } from "./index.ts";
import { signedFetch } from "./testing/signed-fetch.ts";
import { zip } from "./testing/zip.ts";

const region = "us-east-1";
let state: string;
let local: LocalAws;
let s3: S3Client;

/** One that is let in, read back; too long, too short, elsewhere, with more than allowed, with another policy, too late. */
const FORMS =
  "204 True True EntityTooLarge EntityTooSmall AccessDenied AccessDenied SignatureDoesNotMatch AccessDenied";

const run = promisify(execFile);
/** What a program prints; undefined where it is not installed. */
const tool = (file: string, ...args: string[]): Promise<string | undefined> =>
  run(file, args, { env: process.env, timeout: 60_000 }).then(
    ({ stdout }) => stdout,
    (error: NodeJS.ErrnoException & { stderr?: string }) => {
      if (error.code === "ENOENT" || /No module named|command not found/.test(error.stderr ?? "")) {
        process.stderr.write(`Left out: ${file} with ${args[0]?.slice(0, 20)} is not installed.\n`);
        return undefined;
      }
      throw error;
    },
  );

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-clients-"));
  local = await up({ state });
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  s3 = new S3Client({ region });
  await s3.send(new CreateBucketCommand({ Bucket: "files" }));
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

test("every client of the SDK for JavaScript that the project uses", async () => {
  const clients = {
    athena: new AthenaClient({ region }),
    dynamodb: new DynamoDBClient({ region }),
    glue: new GlueClient({ region }),
    redshift: new RedshiftDataClient({ region }),
    secrets: new SecretsManagerClient({ region }),
    sns: new SNSClient({ region }),
    sqs: new SQSClient({ region }),
    sts: new STSClient({ region }),
  };
  const { athena, dynamodb, glue, redshift, secrets, sns, sqs, sts } = clients;
  expect((await athena.send(new ListWorkGroupsCommand())).WorkGroups?.[0]?.Name).toBe("primary");
  expect((await dynamodb.send(new ListTablesCommand())).TableNames).toEqual([]);
  expect((await glue.send(new GetDatabasesCommand())).DatabaseList).toEqual([]);
  expect((await redshift.send(new ListStatementsCommand())).Statements).toEqual([]);
  await secrets.send(new CreateSecretCommand({ Name: "one", SecretString: "é+ /" }));
  expect((await secrets.send(new GetSecretValueCommand({ SecretId: "one" }))).SecretString).toBe("é+ /");
  expect((await sns.send(new CreateTopicCommand({ Name: "news" }))).TopicArn).toMatch(/:news$/);
  expect((await sqs.send(new CreateQueueCommand({ QueueName: "work" }))).QueueUrl).toMatch(/\/work$/);
  expect((await sts.send(new GetCallerIdentityCommand())).Arn).toBe("arn:aws:iam::123456789012:root");
  for (const client of Object.values(clients)) client.destroy();
});

test("S3's objects, of names as S3 has them, alone and in parts", async () => {
  for (const Key of ["a b+c/é%41.txt", "line\nfeed.csv", "é".repeat(512), "//x", "a/./../b", "~!*'()"]) {
    await s3.send(new PutObjectCommand({ Bucket: "files", Key, Body: Key, Metadata: { is: "é" } }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key }));
    expect(await Body?.transformToString()).toBe(Key);
  }
  const long = s3.send(new PutObjectCommand({ Bucket: "files", Key: "é".repeat(513), Body: "x" }));
  await expect(long).rejects.toMatchObject({ name: "KeyTooLongError", $metadata: { httpStatusCode: 400 } });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "files", Prefix: "line" }));
  expect(Contents.map(({ Key }) => Key)).toEqual(["line\nfeed.csv"]);
  const Body = Buffer.alloc(11 * 1024 * 1024, "x");
  await new Upload({ client: s3, params: { Bucket: "files", Key: "upload", Body } }).done();
  expect((await s3.send(new GetObjectCommand({ Bucket: "files", Key: "upload" }))).ContentLength).toBe(
    Body.length,
  );
});

test("S3's objects by part, under other headers, and with checksums that fit", async () => {
  const upload = { Bucket: "files", Key: "by part" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
  const Parts = [];
  for (const [index, Body] of [Buffer.alloc(5 << 20, "a"), Buffer.from("the end")].entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
    Parts.push({ ETag, PartNumber });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
  const last = await s3.send(new GetObjectCommand({ ...upload, PartNumber: 2, ResponseContentType: "a/b" }));
  expect(last).toMatchObject({
    $metadata: { httpStatusCode: 206 },
    ContentRange: `bytes ${5 << 20}-${(5 << 20) + 6}/${(5 << 20) + 7}`,
    PartsCount: 2,
    ContentType: "a/b",
  });
  expect(await last.Body?.transformToString()).toBe("the end");
  await expect(s3.send(new GetObjectCommand({ ...upload, PartNumber: 3 }))).rejects.toMatchObject({
    name: "InvalidPartNumber",
    $metadata: { httpStatusCode: 416 },
  });
  const ObjectAttributes = ["ObjectParts" as const, "ObjectSize" as const];
  expect(await s3.send(new GetObjectAttributesCommand({ ...upload, ObjectAttributes }))).toMatchObject({
    ObjectSize: (5 << 20) + 7,
    ObjectParts: { TotalPartsCount: 2 },
  });
  for (const Body of ["small", Buffer.alloc(2 << 20, "b")]) {
    const put = (checksum: object) =>
      s3.send(new PutObjectCommand({ Bucket: "files", Key: "summed", Body, ...checksum }));
    const sha = createHash("sha256").update(Body).digest("base64");
    expect((await put({ ChecksumAlgorithm: "SHA256" })).ChecksumSHA256).toBe(sha);
    const wrong = createHash("sha256").update("other").digest("base64");
    for (const sum of [
      { ChecksumSHA256: wrong },
      { ChecksumCRC32: "AAAAAA==" },
      { ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" },
    ])
      await expect(put(sum)).rejects.toMatchObject({ name: "BadDigest", $metadata: { httpStatusCode: 400 } });
    await expect(put({ ContentMD5: "AAAA" })).rejects.toMatchObject({ name: "InvalidDigest" });
  }
});

test("S3's documents have the names of S3's own", async () => {
  const upload = { Bucket: "files", Key: "parts" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "x" }));
  const root = async (path: string, init: { method?: string; body?: string } = {}) => {
    const answer = await signedFetch(`${local.endpoint}${path}`, init, { credentials: local, service: "s3" });
    return /<(\w+)(?: xmlns="[^"]*")?\/?>/.exec((await answer.text()).replace(/<\?.*?\?>/, ""))?.[1];
  };
  expect(await root("/files/other?uploads=", { method: "POST" })).toBe("InitiateMultipartUploadResult");
  expect(await root(`/files/parts?uploadId=${UploadId}`)).toBe("ListPartsResult");
  expect(await root("/")).toBe("ListAllMyBucketsResult");
  expect(await root("/files?list-type=2")).toBe("ListBucketResult");
  expect(await root("/files?location=")).toBe("LocationConstraint");
  expect(await root("/files?uploads=")).toBe("ListMultipartUploadsResult");
  expect(await root("/files?versioning=")).toBe("VersioningConfiguration");
  const part = `<Part><PartNumber>1</PartNumber><ETag>${ETag?.replaceAll('"', "&quot;")}</ETag></Part>`;
  const body = `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`;
  expect(await root(`/files/parts?uploadId=${UploadId}`, { method: "POST", body })).toBe(
    "CompleteMultipartUploadResult",
  );
  // As S3 has it, completing once more is no error; the SDK reads the answer.
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  const again = await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  expect(again).toMatchObject({ Bucket: "files", Key: "parts", ETag: expect.stringMatching(/-1"$/) });
});

test("a FIFO queue numbers its messages, later ones higher, and a repeated one as before", async () => {
  const sqs = new SQSClient({ region });
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "in-order.fifo", Attributes }));
  const send = async (MessageBody: string) =>
    (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "g" }))).SequenceNumber;
  const [one = "", two = "", again] = [await send("one"), await send("two"), await send("one")];
  expect(one).toMatch(/^\d{20}$/);
  expect(two > one).toBe(true);
  expect(again).toBe(one);
  const Entries = ["three", "four"].map((MessageBody, n) => ({
    Id: String(n),
    MessageBody,
    MessageGroupId: "g",
  }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const numbers = [one, two, ...Successful.map(({ SequenceNumber }) => String(SequenceNumber))];
  expect(numbers).toEqual([...new Set(numbers)].sort());
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["SequenceNumber"],
    }),
  );
  expect(Messages.map((message) => message.Attributes?.SequenceNumber)).toEqual(numbers);
  sqs.destroy();
});

test("a function's code and a layer's can be had from where they are said to lie", async () => {
  const iam = new IAMClient({ region });
  const lambda = new LambdaClient({ region });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "fn", AssumeRolePolicyDocument: "{}" }));
  const ZipFile = await zip({ "index.mjs": "export const handler = async () => 1;" });
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "one",
      Role: Role?.Arn,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile },
    }),
  );
  const sha = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");
  const { Code, Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "one" }));
  expect(Code?.Location).toMatch(/^http:\/\/127\.0\.0\.1:.*[?&]X-Amz-Signature=/);
  const got = await fetch(String(Code?.Location));
  expect(sha(new Uint8Array(await got.arrayBuffer()))).toBe(Configuration?.CodeSha256);
  expect((await fetch(String(Code?.Location).replace(/\?.*/, ""))).status).toBe(403);
  await lambda.send(new PublishLayerVersionCommand({ LayerName: "l", Content: { ZipFile } }));
  const layer = await lambda.send(new GetLayerVersionCommand({ LayerName: "l", VersionNumber: 1 }));
  expect(sha(new Uint8Array(await (await fetch(String(layer.Content?.Location))).arrayBuffer()))).toBe(
    sha(ZipFile),
  );
  await expect(lambda.send(new InvokeCommand({ FunctionName: "none" }))).rejects.toThrow(
    "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none",
  );
  for (const client of [iam, lambda]) client.destroy();
});

test("what the local AWS cannot do is no fault of a web server", async () => {
  const answer = await signedFetch(
    `${local.endpoint}/`,
    { method: "POST", headers: { "x-amz-target": "AmazonForecast.ListPredictors" }, body: "{}" },
    { credentials: local, service: "forecast" },
  );
  expect(await answer.json()).toMatchObject({
    __type: "UnsupportedOperationException",
    message: "The local AWS cannot do forecast ListPredictors.",
  });
});

test("the AWS CLI, also with URLs that it presigns", async () => {
  const identity = await tool("aws", "sts", "get-caller-identity", "--output", "text");
  if (identity === undefined) return;
  expect(identity).toContain("arn:aws:iam::123456789012:root");
  const [file, back] = [join(state, "cli.bin"), join(state, "back.bin")];
  await writeFile(file, Buffer.alloc(9 * 1024 * 1024, "y"));
  await tool("aws", "s3", "cp", "--quiet", file, "s3://files/by cli/é.bin");
  await tool("aws", "s3", "cp", "--quiet", "s3://files/by cli/é.bin", back);
  expect((await readFile(back)).equals(await readFile(file))).toBe(true);
  const url = String(await tool("aws", "s3", "presign", "s3://files/by cli/é.bin")).trim();
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace(/Signature=\w/, "Signature=-"))).status).toBe(403);
  expect(await tool("aws", "lambda", "list-layers", "--output", "text")).toBeDefined();
}, 120_000);

test("boto3, with both kinds of presigned URLs and forms", async () => {
  const script = `
import boto3, urllib.request, urllib.error
from botocore.config import Config

def post(form, body, **other):
    edge, lines = "edge", []
    for name, value in {**form["fields"], **other}.items():
        lines.append(f'--{edge}\\r\\nContent-Disposition: form-data; name="{name}"\\r\\n\\r\\n{value}\\r\\n'.encode())
    lines.append(f'--{edge}\\r\\nContent-Disposition: form-data; name="file"; filename="f.bin"\\r\\n\\r\\n'.encode())
    data = b"".join(lines) + body + f"\\r\\n--{edge}--\\r\\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    try:
        return urllib.request.urlopen(urllib.request.Request(form["url"], data=data, headers=headers)).status
    except urllib.error.HTTPError as error:
        return error.read().decode().split("Code>")[1][:-2]

def form(s3, version):
    key, big = "form/" + version, b"\\r\\n--edg" * 300000
    made = s3.generate_presigned_post("files", "form/\${filename}", Fields={"x-amz-meta-a": version}, Conditions=[
        ["starts-with", "$key", "form/"], {"x-amz-meta-a": version}, ["content-length-range", 2, len(big)]])
    made["fields"]["key"] = key
    yield post(made, big)
    got = s3.get_object(Bucket="files", Key=key)
    yield got["Body"].read() == big
    yield got["Metadata"]["a"] == version
    yield post(made, big + b"x")
    yield post(made, b"x")
    yield post(made, big, key="elsewhere")
    yield post(made, big, acl="public-read")
    yield post({**made, "fields": {**made["fields"], "policy": made["fields"]["policy"][:-8] + "AAAAAAAA"}}, big)
    yield post(s3.generate_presigned_post("files", "late", ExpiresIn=-5), b"xx")

print(boto3.client("sts").get_caller_identity()["Arn"])
boto3.client("dynamodb").list_tables()
for version in ("s3", "s3v4"):
    s3 = boto3.client("s3", config=Config(signature_version=version))
    what = {"Bucket": "files", "Key": "by boto/é " + version}
    put = s3.generate_presigned_url("put_object", Params=what)
    urllib.request.urlopen(urllib.request.Request(put, data=b"hello", method="PUT", headers={"Content-Type": ""}))
    get = s3.generate_presigned_url("get_object", Params=what)
    print(urllib.request.urlopen(get).read().decode(), s3.get_object(**what)["Body"].read().decode())
    try:
        urllib.request.urlopen(get.replace("/by%20boto", "/by%20bot"))
    except urllib.error.HTTPError as error:
        print(error.code)
    print(*form(s3, version))
`;
  const out = await tool("python3", "-c", script);
  if (out === undefined) return;
  expect(out.trim().split("\n")).toEqual([
    "arn:aws:iam::123456789012:root",
    ...["hello hello", "403", FORMS, "hello hello", "403", FORMS],
  ]);
}, 120_000);
