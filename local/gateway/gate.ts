// The way in: which requests over the network reach a service at all. In this order: the name under which the local AWS is
// asked for, the page that asks, the key and the signature.
import type { IncomingMessage } from "node:http";
import type { Authentication, Claim } from "./authentication.ts";
import { rootAuthorization } from "./call.ts";
import { corsHeaders, corsRefusal, preflight, rulesOf } from "./cors.ts";
import { awsError } from "./errors.ts";
import { type Finish, isFormUpload } from "./form-upload.ts";
import { foreignOrigin, isOwnHost } from "./origin.ts";
import { notLetIn } from "./refusals.ts";
import { bucketAndKey } from "./s3-path.ts";
import type { Forward, LocalService, ServiceRequest, ServiceResponse } from "./service.ts";
import { ALGORITHM, type Presented, type SignedParts } from "./signature.ts";

/** Refuses what comes under a name that is not the local AWS's own, or through a proxy; before anything of it is read. */
export function refuseHost(message: IncomingMessage): ServiceResponse | undefined {
  if (isOwnHost(message.headers.host) && (message.url ?? "").startsWith("/")) return undefined;
  return {
    status: 403,
    headers: { "content-type": "text/plain" },
    body: "The local AWS answers to 127.0.0.1, localhost and names below localhost only.\n",
  };
}

/** What becomes of a request that a page of another origin sent: refused, or answered with the headers it may read. */
export interface Page {
  refusal?: ServiceResponse | undefined;
  headers: Record<string, string>;
}

/** Without a forwarder there is no bucket that could let a page in. */
export async function pageOf(
  message: IncomingMessage,
  request: ServiceRequest,
  forward: Forward | undefined,
): Promise<Page> {
  const origin = foreignOrigin(message.headers);
  if (origin === undefined) return { headers: {} };
  if (request.service !== "s3") {
    const text = `The local AWS takes no requests of web pages of other origins (${origin}).`;
    return { headers: {}, refusal: awsError(request, 403, "AccessDeniedException", text) };
  }
  const rules = forward ? await rulesOf(forward, request.region, bucketAndKey(request.path).bucket) : [];
  const headers = corsHeaders(rules, { origin, method: request.method, headers: [] });
  return headers ? { headers } : { headers: {}, refusal: corsRefusal(rules.length > 0) };
}

/** What stands between the network and the services. */
export interface Gate {
  authentication: Authentication;
  /** The local AWS's own way to its services. */
  forward: Forward;
}

/** @param path path-style */
export const answerPreflight = (
  gate: Gate | undefined,
  region: string,
  path: string,
  headers: Record<string, string>,
): Promise<ServiceResponse> =>
  gate ? preflight(gate.forward, region, path, headers) : Promise.resolve(corsRefusal(false));

/** The query parameters that carry a signature, and are nothing else. */
const SIGNING =
  /^(X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token|Content-Sha256)|AWSAccessKeyId|Signature|Expires)$/i;

/**
 * Whose the request is, once that is certain. What goes on to the services bears one signature, in the header, which none
 * of them reads in another way than it was verified.
 */
function own(request: ServiceRequest, parts: SignedParts, { by, key }: Claim): void {
  request.accessKeyId = key.accessKeyId;
  const scope = `${(by?.time ?? "").slice(0, 8) || "20200101"}/${request.region}/${request.service}/aws4_request`;
  const signed = by?.signedHeaders.join(";") ?? "host";
  request.headers.authorization = `${ALGORITHM} Credential=${key.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${by?.signature ?? "verified"}`;
  if ("authorization" in parts.headers) return;
  for (const name of [...request.query.keys()]) if (SIGNING.test(name)) request.query.delete(name);
  if (key.sessionToken) request.headers["x-amz-security-token"] = key.sessionToken;
}

/** A request that is refused, or is let in; then perhaps the answer is another than its service's. */
export interface Admission {
  refusal?: ServiceResponse;
  finish?: Finish;
}

/**
 * Lets a request in, or says why not.
 * @param by the signature as it was read for the request's scope
 * @param anonymous what the request's service says of requests without a signature
 * @param readBody reads the body of a service other than S3 into the request
 */
export async function letIn(
  gate: Gate,
  request: ServiceRequest,
  parts: SignedParts,
  by: Presented | "malformed" | undefined,
  message: IncomingMessage,
  readBody: () => Promise<void>,
  anonymous: LocalService["anonymous"],
): Promise<Admission> {
  const { authentication } = gate;
  request.accessKeyId = undefined;
  const claim = await authentication.claim(request, parts, by);
  if (claim && "status" in claim) return { refusal: claim };
  if (request.service === "s3") {
    const { by: scope, key } = claim ?? {};
    const refusal =
      scope && key && (await authentication.verifyS3(request, parts, { by: scope, key }, message));
    if (refusal) return { refusal };
    if (!claim && isFormUpload(request)) return takeSignedForm(authentication, request);
    if (!claim) return withoutSignature(request, anonymous);
  } else {
    if (!claim && anonymous) {
      await readBody();
      return withoutSignature(request, anonymous);
    }
    if (!claim?.by) return { refusal: authentication.unsigned(request) };
    await readBody();
    const refusal = await authentication.verify(request, parts, { by: claim.by, key: claim.key });
    if (refusal) return { refusal };
  }
  if (claim) own(request, parts, claim);
  return {};
}

/** A signature for another service says nothing to this one. */
const SCOPE = "Credential should be scoped to correct service";

/**
 * Says whose a request is, to a service that judges callers itself: the request bears the caller's key only where its
 * signature is right, and else why nobody is known.
 */
export async function knowCaller(
  { authentication }: Gate,
  request: ServiceRequest,
  parts: SignedParts,
  by: Presented | "malformed" | undefined,
  readBody: () => Promise<void>,
): Promise<Admission> {
  request.accessKeyId = undefined;
  await readBody();
  const claim =
    typeof by === "object" && by.service !== request.service
      ? notLetIn(request, "wrong-signature", `${SCOPE}: '${request.service}'.`)
      : await authentication.claim(request, parts, by);
  if (claim && "status" in claim) request.unauthenticated = claim;
  else if (!claim?.by) request.unauthenticated = notLetIn(request, "unsigned");
  else {
    request.unauthenticated = await authentication.verify(request, parts, { by: claim.by, key: claim.key });
    if (!request.unauthenticated) request.accessKeyId = claim.key.accessKeyId;
  }
  return {};
}

/** Most services answer nobody that they do not know; some answer a few things to everybody. */
async function withoutSignature(
  request: ServiceRequest,
  anonymous: LocalService["anonymous"],
): Promise<Admission> {
  const refusal = anonymous ? await anonymous(request) : notLetIn(request, "unsigned");
  return refusal ? { refusal } : {};
}

/** A form bears its signature within. */
async function takeSignedForm(authentication: Authentication, request: ServiceRequest): Promise<Admission> {
  const taken = await authentication.form(request);
  if (typeof taken !== "function") return { refusal: taken };
  if (request.accessKeyId !== undefined)
    request.headers.authorization = rootAuthorization("s3", request.region);
  return { finish: taken };
}
