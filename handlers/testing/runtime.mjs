// The process that invoke.ts starts: reads an invocation from stdin, calls the bundled handler as Lambda does, and tells
// on stderr what it asked of AWS and what it answered.
import http from "node:http";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { bundle, messages, event, timeout = 60_000, killBefore } = JSON.parse(await text(process.stdin));

let requests = 0;
const send = http.request;
http.request = (options, ...rest) => {
  if (requests++ === killBefore) process.kill(process.pid, "SIGKILL");
  const { method, path, headers = {} } = options;
  const name = headers["x-amz-target"]?.split(".").at(-1) ?? `${method} ${decodeURIComponent(path)}`;
  process.stderr.write(`REQUEST ${name}\n`);
  return send(options, ...rest);
};

const ends = Date.now() + timeout;
const context = {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  awsRequestId: "test",
  memoryLimitInMB: "1024",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:test",
  getRemainingTimeInMillis: () => ends - Date.now(),
};

const { handler } = createRequire(import.meta.url)(bundle);
try {
  const response = await handler(event ?? { Records: messages }, context);
  process.stderr.write(`RESPONSE ${JSON.stringify(response ?? null)}\n`, () => process.exit(0));
} catch (error) {
  // Not left to Node, which would print the whole line of the bundle.
  process.stderr.write(`${error.stack}\n`, () => process.exit(1));
}
