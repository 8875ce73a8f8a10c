// The parameters of a request as CloudTrail writes them: what is secret, and what is data, is left out or hidden. Source:
// CloudTrail User Guide, "CloudTrail record contents"; the services' pages on logging with CloudTrail.
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { ServiceRequest } from "../../gateway/service.ts";
import { inputOf } from "../../iam/need.ts";

/** A larger body is code or data, and no parameters. */
const MOST_BYTES = 64 * 1024;
const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

/** Left out altogether: secrets, data, code. */
const LEFT_OUT =
  /^(secretString|secretBinary|plaintext|ciphertextBlob|message|zipFile|item|items|key|keys|requestItems|transactItems|expressionAttributeValues|attributeUpdates|logEvents|metricData|parameters|action|version)$/i;
/** Their being there is recorded. */
const OMITTED =
  /^(queryString|sql|sqls|secretAccessKey|password|masterUserPassword|adminUserPassword|webIdentityToken|SAMLAssertion)$/i;

const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      if (LEFT_OUT.test(name)) return [];
      if (OMITTED.test(name)) return [[small(name), /sql|query/i.test(name) ? "***OMITTED***" : HIDDEN]];
      // What a function is told, and what tags say, has names of its own.
      if (/^(environment|tags)$/i.test(name)) return [[small(name), /^env/i.test(name) ? {} : part]];
      return [[small(name), shown(part)]];
    }),
  );
}

/** @param document the body of an S3 request that sets something, where it was kept */
export function parametersOf(
  request: ServiceRequest,
  document: string | undefined,
): Record<string, unknown> | null {
  if (request.service === "s3") return ofS3(request, document);
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.path)?.[1];
  if (request.service === "lambda" && invoked)
    return {
      functionName: decodeURIComponent(invoked),
      invocationType: request.headers["x-amz-invocation-type"] ?? "RequestResponse",
    };
  const named = /^\/2015-03-31\/functions\/([^/]+)/.exec(request.path)?.[1];
  const fromPath = named ? { functionName: decodeURIComponent(named) } : {};
  if (request.body.length === 0 || request.body.length > MOST_BYTES) return named ? fromPath : null;
  return { ...fromPath, ...(shown(inputOf(request)) as Record<string, unknown>) };
}

function ofS3(request: ServiceRequest, document: string | undefined): Record<string, unknown> {
  const { bucket, key } = bucketAndKey(request.path);
  const query = Object.fromEntries([...request.query].filter(([name]) => !/^x-id$/i.test(name)));
  const acl = request.headers["x-amz-acl"];
  return {
    ...query,
    ...(bucket && { bucketName: bucket }),
    ...(key !== undefined && { key }),
    ...(acl !== undefined && { "x-amz-acl": [acl] }),
    ...(document !== undefined && setTo(request, document)),
    Host: request.headers.host ?? "",
  };
}

/** What a bucket's policy, list of grants or public access block is set to. */
function setTo({ query }: ServiceRequest, document: string): Record<string, unknown> {
  if (query.has("policy")) {
    try {
      return { bucketPolicy: JSON.parse(document) };
    } catch {
      return {};
    }
  }
  if (query.has("acl")) {
    const grantees = [...document.matchAll(/<URI>([^<]*)<\/URI>/g)].map(([, URI]) => ({ Grantee: { URI } }));
    return { AccessControlPolicy: { AccessControlList: { Grant: grantees } } };
  }
  const flags = [...document.matchAll(/<(\w+)>\s*(true|false)\s*<\//gi)].map(([, name = "", is = ""]) => [
    name,
    is.toLowerCase() === "true",
  ]);
  return { PublicAccessBlockConfiguration: Object.fromEntries(flags) };
}

/** Whether what the request sets is of interest, so that its body is to be read. */
export const setsAccess = ({ service, method, query, headers }: ServiceRequest): boolean =>
  service === "s3" &&
  method === "PUT" &&
  (query.has("policy") || query.has("acl") || query.has("publicAccessBlock")) &&
  Number(headers["content-length"] ?? 0) <= MOST_BYTES;
