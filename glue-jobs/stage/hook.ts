// The hook of a job: a function, or an HTTPS address, of the user's, that is told what a run is about to import and what it has imported.
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import {
  type HookAnswer,
  type HookEnvironment,
  hookAnswer,
  hookEnvironment,
} from "../../core/environment/hook.ts";
import { HeadraceError } from "../../core/errors.ts";
import { lambda } from "../../handlers/aws/clients/lambda.ts";
import { secrets } from "../../handlers/aws/clients/secrets.ts";

const TRIES = 3;
const PAUSE_MS = 2_000;
/** Of one call; a function has the time that it is made with. */
const TIMEOUT_MS = 60_000;
/** Statuses that another try may not meet. Source: RFC 9110, RFC 6585. */
const PASSING = [408, 425, 429];

/** A call that failed; `final` where another would fail too. */
class CallFailure extends Error {
  readonly final: boolean;
  constructor(message: string, final: boolean) {
    super(message);
    this.final = final;
  }
}

/** Tells the hook's answer to each line, which is what it is called with. */
export async function hook(lines: AsyncIterable<string>, tell: (value: HookAnswer) => void): Promise<void> {
  const env = hookEnvironment.parse(process.env);
  for await (const line of lines) tell(answerOf(await called(env, line)));
}

/** @throws HeadraceError hook_failed, after some tries */
async function called(env: HookEnvironment, body: string): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await (env.HOOK_FUNCTION_ARN ? invoked(env.HOOK_FUNCTION_ARN, body) : posted(env, body));
    } catch (error) {
      const { message, cause, final = false } = error as Partial<CallFailure>;
      const why = cause instanceof Error ? `${message} (${cause.message})` : message;
      if (final || tries === TRIES)
        throw new HeadraceError(
          "hook_failed",
          `The job's hook ${env.HOOK_FUNCTION_ARN ?? env.HOOK_URL} failed: ${why}.`,
          "See the hook's own log, and run the job again: what it has imported stays.",
          3,
        );
      await sleep(PAUSE_MS * tries);
    }
  }
}

async function invoked(FunctionName: string, body: string): Promise<string> {
  const { FunctionError, Payload } = await lambda().send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(body) }),
  );
  const text = Payload ? Buffer.from(Payload).toString("utf8") : "";
  if (FunctionError) throw new CallFailure(`it threw (${FunctionError})`, false);
  return text;
}

async function posted(
  { HOOK_URL: url = "", HOOK_SECRET_ARN: secret }: HookEnvironment,
  body: string,
): Promise<string> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (secret) headers.authorization = await secretText(secret);
  const response = await fetch(url, {
    ...{ method: "POST", headers, body },
    // A redirect would take the secret to whoever it names.
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (response.ok) return text;
  const final = response.status < 500 && !PASSING.includes(response.status);
  throw new CallFailure(`it answered ${response.status}`, final);
}

async function secretText(SecretId: string): Promise<string> {
  const { SecretString } = await secrets().send(new GetSecretValueCommand({ SecretId }));
  if (SecretString) return SecretString;
  throw new CallFailure(`the secret ${SecretId} has no text`, true);
}

/** Nothing, null and an object without `leave_out` leave nothing out. */
function answerOf(text: string): HookAnswer {
  const wrong = (why: string): never => {
    throw new HeadraceError(
      "hook_answer_wrong",
      `The job's hook did not answer as it must: ${why}.`,
      'Answer nothing, or JSON such as { "leave_out": ["s3://BUCKET/KEY"] }.',
    );
  };
  if (text.trim() === "") return hookAnswer.parse({});
  let value: unknown;
  try {
    value = JSON.parse(text) ?? {};
  } catch {
    return wrong("it is no JSON");
  }
  const read = hookAnswer.safeParse(value);
  return read.success ? read.data : wrong("leave_out is no list of texts");
}
