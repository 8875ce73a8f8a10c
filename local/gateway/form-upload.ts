// S3's uploads by a form (presigned POST): what the form's signed policy allows becomes the PUT of an object.
// Source: the S3 API reference, "Authenticating requests in browser-based uploads using POST" and "POST policy".
import { createHmac } from "node:crypto";
import { Readable } from "node:stream";
import type { AccessKey } from "../iam/principals.ts";
import { awsError } from "./errors.ts";
import { BadForm, type Form, readForm } from "./form-data.ts";
import { BadPayload } from "./payload.ts";
import { notLetIn } from "./refusals.ts";
import { bucketAndKey } from "./s3-path.ts";
import type { ServiceRequest, ServiceResponse } from "./service.ts";
import { hmacHex, sameText, signingKey } from "./signature.ts";

type Condition = Record<string, string> | [string, string, string] | ["content-length-range", number, number];

export const isFormUpload = (request: ServiceRequest): boolean =>
  request.service === "s3" &&
  request.method === "POST" &&
  (request.headers["content-type"] ?? "").startsWith("multipart/form-data") &&
  bucketAndKey(request.path).key === undefined;

/** Fields that are no part of what a policy must allow. */
const FREE = new Set(["policy", "signature", "x-amz-signature", "awsaccesskeyid", "file"]);
/** Fields that become headers of the object. Not among them: who signed, and where to copy from. */
const HEADERS =
  /^(cache-control|content-(type|disposition|encoding|language)|expires|x-amz-(meta-.*|server-side-encryption.*|storage-class|acl|tagging|website-redirect-location|checksum-.*|sdk-checksum-algorithm|object-lock-.*))$/;

interface Signed {
  accessKeyId: string;
  signature: string;
  token: string | undefined;
  expected(key: AccessKey): Promise<string>;
}

function signedBy(fields: Record<string, string>): Signed | undefined {
  const policy = fields.policy ?? "";
  const token = fields["x-amz-security-token"];
  const [accessKeyId, day, region, service] = (fields["x-amz-credential"] ?? "").split("/");
  const signature = fields["x-amz-signature"];
  if (accessKeyId && day && region && service && signature) {
    const by = {
      accessKeyId,
      day,
      region,
      service,
      where: "query" as const,
      signedHeaders: [],
      signature,
      time: "",
    };
    const expected = async (key: AccessKey) => hmacHex(await signingKey(by, key.secretAccessKey), policy);
    return { accessKeyId, signature, token, expected };
  }
  if (!fields.awsaccesskeyid || !fields.signature) return undefined;
  const expected = async (key: AccessKey) =>
    createHmac("sha1", key.secretAccessKey).update(policy).digest("base64");
  return { accessKeyId: fields.awsaccesskeyid, signature: fields.signature, token, expected };
}

/** What a form's own values are for its policy, the bucket among them. */
function refusedBy(
  policy: { expiration?: string; conditions?: Condition[] },
  values: Record<string, string>,
  now: number,
): string | undefined {
  if (!(Date.parse(policy.expiration ?? "") > now)) return "Policy expired.";
  const named = new Set<string>();
  for (const condition of policy.conditions ?? []) {
    if (Array.isArray(condition) && String(condition[0]).toLowerCase() === "content-length-range") continue;
    const checks: [string, string, string][] = Array.isArray(condition)
      ? [condition.map(String) as [string, string, string]]
      : Object.entries(condition).map(([name, value]) => ["eq", `$${name}`, String(value)]);
    for (const [kind, name, wanted] of checks) {
      const field = name.replace(/^\$/, "").toLowerCase();
      named.add(field);
      const value = values[field] ?? "";
      const holds = kind.toLowerCase() === "starts-with" ? value.startsWith(wanted) : value === wanted;
      if (!holds) return `Policy Condition failed: ${JSON.stringify(condition)}`;
    }
  }
  const extra = Object.keys(values).find(
    (name) => name !== "bucket" && !FREE.has(name) && !name.startsWith("x-ignore-") && !named.has(name),
  );
  return extra === undefined ? undefined : `Extra input fields: ${extra}`;
}

/** Fails where the file has fewer or more bytes than the policy allows. */
async function* within(file: Readable, [least, most]: readonly [number, number]): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of file) {
    size += (chunk as Buffer).length;
    if (size > most)
      throw new BadPayload("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    yield chunk as Buffer;
  }
  if (size < least)
    throw new BadPayload("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
}

/** The answer to the form, made of the answer to the PUT. */
export type Finish = (response: ServiceResponse) => ServiceResponse;

/**
 * Turns the form into the PUT of its file.
 * @returns a refusal, or how to answer
 */
export async function takeForm(
  request: ServiceRequest,
  keyOf: (accessKeyId: string) => Promise<AccessKey | undefined>,
  now: number,
): Promise<ServiceResponse | Finish> {
  const { bucket } = bucketAndKey(request.path);
  const denied = (why: string) =>
    awsError(request, 403, "AccessDenied", `Invalid according to Policy: ${why}`);
  let form: Form;
  try {
    form = await readForm(request.stream as Readable, request.headers["content-type"] ?? "");
  } catch (error) {
    if (error instanceof BadForm) return awsError(request, 400, "MalformedPOSTRequest", error.message);
    throw error;
  }
  const { fields, fileName, file } = form;
  if (!file)
    return awsError(request, 400, "InvalidArgument", "POST requires exactly one file upload per request.");
  if (!fields.key)
    return awsError(request, 400, "InvalidArgument", "Bucket POST must contain a field named 'key'.");
  fields.key = fields.key.replaceAll("${" + "filename}", fileName);

  const signed = signedBy(fields);
  let range: readonly [number, number] = [0, Number.POSITIVE_INFINITY];
  if (signed) {
    const key = await keyOf(signed.accessKeyId);
    if (!key) return notLetIn(request, "unknown-key");
    if (key.sessionToken !== undefined && !sameText(key.sessionToken, signed.token ?? ""))
      return notLetIn(request, "wrong-token");
    if (key.expires !== undefined && key.expires < now) return notLetIn(request, "expired-token");
    if (!sameText(await signed.expected(key), signed.signature)) return notLetIn(request, "wrong-signature");
    const policy = policyOf(fields.policy);
    if (!policy) return awsError(request, 400, "InvalidPolicyDocument", "The policy is no JSON.");
    const why = refusedBy(policy, { ...fields, bucket }, now);
    if (why) return denied(why);
    const limits = policy.conditions?.find(
      (one) => Array.isArray(one) && String(one[0]).toLowerCase() === "content-length-range",
    ) as [string, number, number] | undefined;
    if (limits) range = [Number(limits[1]), Number(limits[2])];
    request.accessKeyId = key.accessKeyId;
  } else if (fields.policy !== undefined) return notLetIn(request, "unsigned");

  request.method = "PUT";
  const path = fields.key.split("/").map(encodeURIComponent).join("/");
  request.path = `/${bucket}/${path}`;
  request.headers = {
    host: request.headers.host ?? "",
    "transfer-encoding": "chunked",
    ...objectHeaders(fields),
  };
  request.stream = Readable.from(within(file, range), { objectMode: false });
  return (response) => answerOf(response, `${bucket}/${path}`, bucket, fields);
}

function policyOf(text = ""): { expiration?: string; conditions?: Condition[] } | undefined {
  try {
    return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

function objectHeaders(fields: Record<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (HEADERS.test(name)) headers[name] = value;
  }
  if (fields.acl) headers["x-amz-acl"] = fields.acl;
  const tags = [...(fields.tagging ?? "").matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)<\/Value>/g)];
  if (tags.length > 0) {
    headers["x-amz-tagging"] = new URLSearchParams(
      tags.map(([, key = "", value = ""]): [string, string] => [key, value]),
    ).toString();
  }
  return headers;
}

function answerOf(
  response: ServiceResponse,
  place: string,
  bucket: string,
  fields: Record<string, string>,
): ServiceResponse {
  if (response.status !== 200) return response;
  if (response.body instanceof Readable) response.body.resume();
  const etag = response.headers.etag ?? "";
  const { "content-type": _type, "content-length": _length, ...headers } = response.headers;
  const redirect = fields.success_action_redirect ?? fields.redirect;
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of [
      ["bucket", bucket],
      ["key", fields.key ?? ""],
      ["etag", etag],
    ] as const)
      url.searchParams.set(name, value);
    return { status: 303, headers: { ...headers, location: url.toString() }, body: "" };
  }
  const status = Number(fields.success_action_status);
  if (status !== 201) return { status: status === 200 ? 200 : 204, headers, body: "" };
  const xml = (text: string): string => text.replace(/[<>&"]/g, (one) => `&#${one.charCodeAt(0)};`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>/${xml(place)}</Location><Bucket>${bucket}</Bucket><Key>${xml(fields.key ?? "")}</Key><ETag>${xml(etag)}</ETag></PostResponse>`;
  return { status: 201, headers: { ...headers, "content-type": "application/xml" }, body };
}
