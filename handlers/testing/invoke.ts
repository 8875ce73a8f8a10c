// Calls a handler as Lambda does: the bundle that is deployed, in a process of its own, which can be killed half-way.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SQSRecord } from "aws-lambda";
import { bundleHandler } from "../build/bundle.ts";
import { ROOT } from "../build/packages.ts";

export interface Invocation {
  /** The bundle's path, of bundleTo. */
  bundle: string;
  env: Record<string, string>;
  messages?: SQSRecord[];
  /** What the function is sent, where it is no batch of messages. */
  event?: unknown;
  /** Milliseconds that the function has. */
  timeout?: number;
  /** Kills the process, as kill -9 does, instead of its n-th request to AWS (from 0). */
  killBefore?: number;
  /** Kills the process after so many milliseconds, whatever it is at; one that has answered by then has answered. */
  killAfter?: number;
}

export interface Invoked {
  /** Absent where the process was killed. */
  // biome-ignore lint/suspicious/noExplicitAny: each function answers in its own shape
  response?: any;
  /** The requests to AWS in their order: operations, or method and path where the protocol names none (S3). */
  requests: string[];
  /** What it wrote to stdout and stderr. */
  log: string;
}

/** Bundles a handler into a folder under `scratch`. */
export async function bundleTo(scratch: string, name: string): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder);
  const { files } = await bundleHandler(name);
  for (const file of files) await writeFile(join(folder, file.name), file.content);
  return join(folder, files[0]?.name ?? "");
}

export async function invoke(invocation: Invocation): Promise<Invoked> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "runtime.mjs")], {
    env: {
      PATH: process.env.PATH,
      TMPDIR: process.env.TMPDIR,
      AWS_LAMBDA_FUNCTION_NAME: "test",
      // Where Lambda has the layer's packages.
      NODE_PATH: join(ROOT, "node_modules"),
      ...invocation.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // One that is killed at once reads nothing.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify({ ...invocation, env: undefined }));
  const killAfter =
    invocation.killAfter === undefined
      ? undefined
      : setTimeout(() => child.kill("SIGKILL"), invocation.killAfter);
  let log = "";
  let errors = "";
  child.stdout.on("data", (data) => {
    log += data;
  });
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on("close", (...ended) => resolve(ended)),
  );
  clearTimeout(killAfter);
  const requests: string[] = [];
  let response: unknown;
  for (const line of errors.split("\n")) {
    const [, kind, rest = ""] = /^(REQUEST|RESPONSE) (.*)$/.exec(line) ?? [];
    if (kind === "REQUEST") requests.push(rest);
    else if (kind === "RESPONSE") response = JSON.parse(rest);
    else log += `${line}\n`;
  }
  if (response !== undefined) return { response, requests, log };
  if (signal === "SIGKILL" && (invocation.killBefore ?? invocation.killAfter) !== undefined)
    return { requests, log };
  throw new Error(`the handler ended with ${code ?? signal}:\n${log}`);
}

/** What a function's log tells of its failures: their code, where they have one, and their reason. */
export function failuresIn(log: string): { code?: string; reason?: string }[] {
  return log
    .split("\n")
    .filter((line) => line.startsWith("{") && JSON.parse(line).level === "ERROR")
    .map((line) => {
      const { code, reason } = JSON.parse(line);
      return { ...(code !== undefined && { code }), reason };
    });
}

let messageCount = 0;

export function sqsMessage(body: string): SQSRecord {
  const messageId = `message-${messageCount++}`;
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "test",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:test",
    awsRegion: "eu-west-1",
  };
}
