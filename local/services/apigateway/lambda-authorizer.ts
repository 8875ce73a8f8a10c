// Lambda authorizers of REST APIs: by a token or by the request, with what they answered kept for as long as they say.
// Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers".
import type { ServiceRequest } from "../../gateway/service.ts";
import { type Context, variablesOf } from "./context.ts";
import { decide, methodArn } from "./decide.ts";
import type { Authorizer } from "./definition.ts";
import { requestParts } from "./event-v1.ts";
import { Refusal } from "./gateway-responses.ts";
import type { LambdaTarget } from "./lambda-target.ts";

/** What an authorizer answers. */
interface Verdict {
  principalId: string;
  policy: unknown;
  context: Record<string, unknown>;
  usageIdentifierKey?: string | undefined;
}

export interface Authorized {
  /** For the event's requestContext.authorizer. */
  authorizer: Record<string, unknown>;
  usageIdentifierKey?: string | undefined;
}

/** The value of an identity source, such as method.request.header.Authorization. */
export function sourceValue(
  source: string,
  request: ServiceRequest,
  context: Context,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  const [, kind, name = ""] =
    /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ??
    [];
  if (kind === "method.request.header") return request.headers[name.toLowerCase()];
  if (kind === "method.request.querystring") return request.query.get(name) ?? undefined;
  return kind === "stageVariables" ? variables[name] : variablesOf(context)[name];
}

function verdictOf(payload: unknown): Verdict {
  const answer = payload as {
    principalId?: unknown;
    policyDocument?: unknown;
    context?: unknown;
    usageIdentifierKey?: unknown;
  };
  if (
    typeof answer !== "object" ||
    answer === null ||
    typeof answer.principalId !== "string" ||
    !answer.policyDocument
  )
    throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
  const context = (answer.context ?? {}) as Record<string, unknown>;
  // Values are texts, numbers and truths: no lists and no objects.
  if (Object.values(context).some((value) => typeof value === "object" && value !== null))
    throw new Refusal("AUTHORIZER_CONFIGURATION_ERROR");
  return {
    principalId: answer.principalId,
    policy: answer.policyDocument,
    context: Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)])),
    usageIdentifierKey: typeof answer.usageIdentifierKey === "string" ? answer.usageIdentifierKey : undefined,
  };
}

/** Answers kept; past it the oldest go. */
const MOST_KEPT = 10_000;

export class LambdaAuthorizers {
  readonly #target: LambdaTarget;
  readonly #now: () => number;
  readonly #kept = new Map<string, { until: number; verdict: Verdict }>();

  constructor(target: LambdaTarget, now: () => number = Date.now) {
    this.#target = target;
    this.#now = now;
  }

  /** Forgets what authorizers answered: an API was deployed anew. */
  forget(): void {
    this.#kept.clear();
  }

  /** @throws Refusal where the authorizer does not let the request in */
  async authorize(
    authorizer: Authorizer,
    request: ServiceRequest,
    context: Context,
    parameters: Readonly<Record<string, string>>,
    variables: Readonly<Record<string, string>>,
  ): Promise<Authorized> {
    const sources = (authorizer.identitySource ?? "")
      .split(",")
      .map((source) => source.trim())
      .filter(Boolean);
    const values = sources.map((source) => sourceValue(source, request, context, variables));
    if (values.some((value) => value === undefined || value === "")) throw new Refusal("UNAUTHORIZED");
    const arn = methodArn(context);
    const token = values[0];
    const expression = authorizer.identityValidationExpression;
    if (authorizer.type === "TOKEN" && expression && !new RegExp(`^(?:${expression})$`).test(String(token)))
      throw new Refusal("UNAUTHORIZED");
    const key = JSON.stringify([context.region, context.apiId, context.stage, authorizer.name, values]);
    const kept = authorizer.ttl > 0 && sources.length > 0 ? this.#kept.get(key) : undefined;
    let verdict = kept && kept.until > this.#now() ? kept.verdict : undefined;
    if (!verdict) {
      const event =
        authorizer.type === "TOKEN"
          ? { type: "TOKEN", methodArn: arn, authorizationToken: token }
          : { type: "REQUEST", methodArn: arn, ...requestParts(request, context, parameters, variables) };
      verdict = await this.#ask(authorizer, event, context, variables);
      if (authorizer.ttl > 0 && sources.length > 0) {
        if (this.#kept.size >= MOST_KEPT) this.#kept.delete(String(this.#kept.keys().next().value));
        this.#kept.set(key, { until: this.#now() + authorizer.ttl * 1000, verdict });
      }
    }
    const decision = decide(
      { identity: verdict.policy },
      `arn:aws:iam::${context.accountId}:user/authorized`,
      context,
    );
    if (decision !== "allowed")
      throw new Refusal("ACCESS_DENIED", {
        message: `User is not authorized to access this resource${decision === "denied" ? " with an explicit deny" : ""}`,
      });
    return {
      authorizer: {
        ...verdict.context,
        principalId: verdict.principalId,
        integrationLatency: context.integrationLatency ?? 0,
      },
      usageIdentifierKey: verdict.usageIdentifierKey,
    };
  }

  async #ask(
    authorizer: Authorizer,
    event: unknown,
    context: Context,
    variables: Readonly<Record<string, string>>,
  ): Promise<Verdict> {
    const asked = {
      uri: authorizer.authorizerUri,
      credentials: authorizer.credentials,
      variables,
      sourceArn: `arn:aws:execute-api:${context.region}:${context.accountId}:${context.apiId}/authorizers/${authorizer.id ?? authorizer.name}`,
    };
    const outcome = await this.#target.invoke(event, asked, context).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(
        error.type === "API_CONFIGURATION_ERROR" ? "AUTHORIZER_CONFIGURATION_ERROR" : "AUTHORIZER_FAILURE",
      );
    });
    if (!outcome.failed) return verdictOf(outcome.payload);
    // The word by which an authorizer says that it does not know the caller.
    const { errorMessage } = (outcome.payload ?? {}) as { errorMessage?: string };
    throw new Refusal(errorMessage === "Unauthorized" ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE");
  }
}
