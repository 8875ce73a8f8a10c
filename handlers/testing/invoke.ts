// Calls a handler as Lambda does, in a process of its own: one that can be killed half-way.
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";

export interface Invocation {
  handler: "stage" | "catalog";
  env: Record<string, string>;
  messages: SQSRecord[];
  /** Milliseconds that the function has. */
  timeout?: number;
  /** Kills the process, as kill -9 does, instead of its n-th AWS request (from 0). */
  killBefore?: number;
}

export interface Invoked {
  /** Absent where the process was killed. */
  response?: SQSBatchResponse;
  /** The AWS requests that were made, such as "PutObject _manifests/orders/….json", in order. */
  requests: string[];
  /** What it wrote to stdout and stderr. */
  log: string;
}

export async function invoke(invocation: Invocation): Promise<Invoked> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "runtime.ts")],
    {
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        POWERTOOLS_SERVICE_NAME: invocation.handler,
        AWS_LAMBDA_FUNCTION_NAME: `test-${invocation.handler}`,
        ...invocation.env,
      },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  child.stdin.end(JSON.stringify(invocation));
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
  const requests: string[] = [];
  let response: SQSBatchResponse | undefined;
  for (const line of errors.split("\n")) {
    const [, kind, rest = ""] = /^(REQUEST|RESPONSE) (.*)$/.exec(line) ?? [];
    if (kind === "REQUEST") requests.push(rest);
    else if (kind === "RESPONSE") response = JSON.parse(rest);
    else log += `${line}\n`;
  }
  if (response) return { response, requests, log };
  if (signal === "SIGKILL" && invocation.killBefore !== undefined) return { requests, log };
  throw new Error(`the handler ended with ${code ?? signal}: ${log}`);
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
