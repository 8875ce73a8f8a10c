// What Lambda refuses by an account's quotas and its loop detection, on a local AWS with the quota of a new account.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionRecursionConfigCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionRecursionConfigCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, drained, environment, type LocalAws, up } from "./index.ts";
import { zip } from "./testing/zip.ts";

const ACCOUNT = "123456789012";
let state: string;
let local: LocalAws;
let functions: LambdaClient;

/** Says that it ran, and goes on in another invocation as often as its event says. */
const ROUND = `
const { InvokeCommand, LambdaClient } = require("@aws-sdk/client-lambda");
const client = new LambdaClient();
exports.handler = async ({ left }, { functionName: FunctionName }) => {
  console.log("went round");
  const Payload = JSON.stringify({ left: left - 1 });
  if (left > 0) await client.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }));
};
`;

const create = async (FunctionName: string, Variables: Record<string, string> = {}) =>
  functions.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: `arn:aws:iam::${ACCOUNT}:role/round`,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 60,
      Environment: { Variables },
      Code: { ZipFile: await zip({ "index.js": ROUND }) },
    }),
  );

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-limits-"));
  process.env.HEADRACE_LAMBDA_CONCURRENCY = "10";
  local = await up({ state });
  delete process.env.HEADRACE_LAMBDA_CONCURRENCY;
  for (const [name, value] of Object.entries(environment(local))) process.env[name] = value;
  const iam = new IAMClient({});
  functions = new LambdaClient({ maxAttempts: 1 });
  await iam.send(new CreateRoleCommand({ RoleName: "round", AssumeRolePolicyDocument: "{}" }));
  const statement = { Effect: "Allow", Action: ["lambda:InvokeFunction", "logs:*"], Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutRolePolicyCommand({ RoleName: "round", PolicyName: "round", PolicyDocument }));
  iam.destroy();
  await create("round");
}, 120_000);
afterAll(async () => {
  functions?.destroy();
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

test("an environment of more than 4 KB, when it is made and when it is changed", async () => {
  // {"A":"…"} of exactly 4096 bytes, and one more.
  const fits = { A: "x".repeat(4096 - '{"A":""}'.length) };
  const large = { A: `${fits.A}x` };
  const words = /exceeded the 4KB limit. String measured: \{"A":"xxx/;
  await expect(create("large", large)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringMatching(words),
  });
  const change = (Variables: Record<string, string>) =>
    functions.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "round", Environment: { Variables } }),
    );
  await expect(change(large)).rejects.toThrow(words);
  await change(fits);
  await expect(change({ A: "é".repeat(2100) })).rejects.toThrow("exceeded the 4KB limit");
  await change({});
});

test("reserved concurrency that leaves a new account less than the ten it has", async () => {
  const reserve = (ReservedConcurrentExecutions: number) =>
    functions.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "round", ReservedConcurrentExecutions }),
    );
  await expect(reserve(1)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
  });
  // None at all is no reservation: it stops the function.
  expect((await reserve(0)).ReservedConcurrentExecutions).toBe(0);
  await expect(functions.send(new InvokeCommand({ FunctionName: "round" }))).rejects.toMatchObject({
    name: "TooManyRequestsException",
  });
  await functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "round" }));
});

test("a function that invokes itself more than 16 times, until it may", async () => {
  const FunctionName = "round";
  /** How often the function ran for a chain of `left` invocations after the first. */
  const rounds = async (left: number): Promise<number> => {
    const log = join(state, "logs", "round.log");
    const count = async () => (await readFile(log, "utf8").catch(() => "")).split("went round").length - 1;
    const before = await count();
    const InvocationType = "Event";
    await functions.send(
      new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify({ left }) }),
    );
    await drained(local);
    return (await count()) - before;
  };
  const config = async () =>
    (await functions.send(new GetFunctionRecursionConfigCommand({ FunctionName }))).RecursiveLoop;
  expect(await config()).toBe("Terminate");
  expect(await rounds(15)).toBe(16);
  expect(await rounds(19)).toBe(16);
  await expect(
    functions.send(new GetFunctionRecursionConfigCommand({ FunctionName: "nobody" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const set = (RecursiveLoop: "Allow" | "Terminate") =>
    functions.send(new PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop }));
  await set("Allow");
  expect(await config()).toBe("Allow");
  expect(await rounds(19)).toBe(20);
  await set("Terminate");
  expect(await config()).toBe("Terminate");
});
