// The process that invoke.ts starts: reads an invocation from stdin, calls the handler, tells on stderr what it did.
import { text } from "node:stream/consumers";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import type { Invocation } from "./invoke.ts";

const {
  handler,
  messages,
  timeout = 60_000,
  killBefore,
} = JSON.parse(await text(process.stdin)) as Invocation;

// All clients of the SDK send through one base class.
type Send = (this: unknown, command: { input: Record<string, unknown> }, ...rest: unknown[]) => unknown;
const base = Object.getPrototypeOf(S3Client.prototype) as { send: Send };
const { send } = base;
let requests = 0;
base.send = function (command, ...rest) {
  const { Key, TableName, QueueUrl } = command.input;
  if (requests++ === killBefore) process.kill(process.pid, "SIGKILL");
  const what = typeof Key === "string" ? Key : (TableName ?? QueueUrl ?? "");
  process.stderr.write(`REQUEST ${command.constructor.name.replace("Command", "")} ${what}\n`);
  return send.call(this, command, ...rest);
};

const ends = Date.now() + timeout;
const context = {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  awsRequestId: "test",
  memoryLimitInMB: "1024",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:test",
  getRemainingTimeInMillis: () => ends - Date.now(),
} as Context;

const module = await import(`../${handler}/index.ts`);
const response = await module.handler({ Records: messages }, context);
process.stderr.write(`RESPONSE ${JSON.stringify(response)}\n`);
process.exit(0);
