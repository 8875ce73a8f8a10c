// Invokes a function for an API: by the permission of its own policy, or as a role, within the integration's time.
import { signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import { functionPolicy } from "../../gateway/function-policy.ts";
import { invokedBy } from "../../gateway/invoked-by.ts";
import type { Forward } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { serviceMay } from "../../iam/service-may.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./gateway-responses.ts";

/** API Gateway waits no longer, unless an account's quota says so. */
export const MOST_MS = 29_000;
/** What a function may answer. */
const MOST_ANSWER_BYTES = 6 * 1024 * 1024;

export interface FunctionAnswer {
  payload: unknown;
  /** The function threw, or ended in another way than by answering. */
  failed: boolean;
}

export interface Asked {
  uri: string | undefined;
  /** The ARN of a role to invoke with. */
  credentials?: string | undefined;
  variables: Readonly<Record<string, string>>;
  /** As a function's policy sees who invokes it. */
  sourceArn: string;
  timeoutMs?: number | undefined;
}

/** The ARN of a function from an integration's URI, or from itself; stage variables filled in. */
export function functionOf(
  uri: string | undefined,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  const filled = (uri ?? "").replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_all, name: string) => variables[name] ?? "",
  );
  return (
    /:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(arn:[^/]+)\/invocations$/.exec(filled)?.[1] ??
    /^arn:[^:]+:lambda:[^:]+:\d+:function:.+$/.exec(filled)?.[0]
  );
}

export class LambdaTarget {
  readonly #forward: Forward;
  readonly #roles: RoleAccess;
  constructor(forward: Forward, roles: RoleAccess) {
    this.#forward = forward;
    this.#roles = roles;
  }

  /**
   * @throws Refusal where there is no such function, it may not be invoked, or it takes too long
   */
  async invoke(event: unknown, asked: Asked, context: Context): Promise<FunctionAnswer> {
    const arn = functionOf(asked.uri, asked.variables);
    if (!arn) throw new Refusal("API_CONFIGURATION_ERROR");
    if (!(await this.#may(arn, asked, context))) throw new Refusal("API_CONFIGURATION_ERROR");
    const started = Date.now();
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_resolve, reject) => {
        const most = Math.min(asked.timeoutMs ?? MOST_MS, MOST_MS);
        timer = setTimeout(() => reject(new Refusal("INTEGRATION_TIMEOUT")), most);
      });
      const answer = this.#call(arn, event);
      // What comes after the time is over is nobody's.
      answer.catch(() => undefined);
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      context.integrationLatency = Date.now() - started;
    }
  }

  async #call(arn: string, event: unknown): Promise<FunctionAnswer> {
    const [, , , region = ""] = arn.split(":");
    const response = await this.#forward(
      signed("lambda", region, {
        method: "POST",
        path: `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`,
        headers: { "content-type": "application/json", ...invokedBy("apigateway") },
        body: Buffer.from(JSON.stringify(event)),
      }),
    );
    const body = await bodyOf(response);
    if (response.status === 413) throw new Refusal("REQUEST_TOO_LARGE");
    if (response.status === 429)
      throw new Refusal("INTEGRATION_FAILURE", { status: 500, errorType: "InternalServerErrorException" });
    if (response.status >= 400) throw new Refusal("API_CONFIGURATION_ERROR");
    if (body.length > MOST_ANSWER_BYTES) throw new Refusal("INTEGRATION_FAILURE");
    return {
      payload: body.length > 0 ? JSON.parse(body.toString("utf8")) : null,
      failed: "x-amz-function-error" in response.headers,
    };
  }

  /** Without a role, the function's own policy must let API Gateway in, for this API's method. */
  async #may(arn: string, asked: Asked, context: Context): Promise<boolean> {
    if (asked.credentials && asked.credentials !== "arn:aws:iam::*:user/*") {
      return (await this.#roles.lacks(asked.credentials, "lambda:InvokeFunction", arn, true)) === undefined;
    }
    const region = arn.split(":")[3] ?? "";
    const allowed = serviceMay(await functionPolicy(this.#forward, arn, region), {
      service: "apigateway.amazonaws.com",
      action: "lambda:InvokeFunction",
      resource: arn,
      accountId: context.accountId,
      context: { "aws:SourceArn": asked.sourceArn },
    });
    if (!allowed)
      console.error(
        `${new Date().toISOString()} apigateway: the policy of ${arn} lets no ${asked.sourceArn} invoke it`,
      );
    return allowed;
  }
}
