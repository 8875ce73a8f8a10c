// Lambda function `authorizer`: says to API Gateway who a bearer token is of. What the caller may do is not decided here, but
// by the functions behind the API.
// Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers"; 401 is answered by an error of this very text.
import { authorizerEnvironment } from "../../core/environment/authorizer.ts";
import { failureOf } from "../aws/failure.ts";
import { loggerOf } from "../telemetry.ts";
import { contextOf, isRefusal, type Verifier, verifierOf } from "./verify.ts";

interface TokenEvent {
  readonly authorizationToken?: string;
  /** arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH */
  readonly methodArn: string;
}

const UNAUTHORIZED = "Unauthorized";

const logger = loggerOf("authorizer");
let known: { verifier: Verifier; groupsClaim: string } | undefined;

export async function handler(event: TokenEvent): Promise<object> {
  const [, token] = /^Bearer (\S+)$/i.exec(event.authorizationToken ?? "") ?? [];
  if (!token) throw new Error(UNAUTHORIZED);
  try {
    if (!known) {
      const env = authorizerEnvironment.parse(process.env);
      known = { verifier: verifierOf(env), groupsClaim: env.GROUPS_CLAIM };
    }
    const { principalId, ...context } = contextOf(await known.verifier.verify(token), known.groupsClaim);
    return { principalId, context, policyDocument: policyOf(event.methodArn) };
  } catch (error) {
    if (isRefusal(error)) {
      // The library's words name claims and times, never the token.
      logger.info("Refused", { reason: (error as Error).name });
      throw new Error(UNAUTHORIZED);
    }
    logger.error("Not verified", { ...failureOf(error) });
    throw error;
  }
}

/** The whole stage, since API Gateway keeps the answer for every method. */
function policyOf(methodArn: string): object {
  const [api = "", stage = ""] = methodArn.split("/");
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` }],
  };
}
