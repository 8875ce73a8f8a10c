// Signature Version 4: what a request presents, and the signature that it should have.
// Source: "Create a signed AWS API request" of the IAM user guide, and the S3 API reference, "Authenticating requests".
import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from "node:crypto";
import { getCanonicalHeaders, getSigningKey, SignatureV4 } from "@smithy/signature-v4";

export const ALGORITHM = "AWS4-HMAC-SHA256";

/** A signature as a request brings it, in its Authorization header or in its query. */
export interface Presented {
  where: "header" | "query";
  accessKeyId: string;
  /** YYYYMMDD, of the scope. */
  day: string;
  region: string;
  service: string;
  /** In lower case, as they were named. */
  signedHeaders: string[];
  signature: string;
  /** YYYYMMDDTHHMMSSZ */
  time: string;
  token?: string | undefined;
  /** Seconds, of a query. */
  expires?: string | undefined;
}

/** The parts of a request that are signed. */
export interface SignedParts {
  method: string;
  /** As it came: percent-encoded, without the query. */
  path: string;
  /** As it came, without the question mark. */
  search: string;
  /** Names in lower case. */
  headers: Record<string, string>;
}

const CREDENTIAL = /^(\S+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;

/** The query, without reading "+" as a blank: in a canonical query it is a plus. */
export function queryOf(search: string): Record<string, string[]> {
  const query: Record<string, string[]> = Object.create(null);
  for (const pair of search.split("&")) {
    if (pair === "") continue;
    const cut = pair.indexOf("=");
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    query[name] ??= [];
    query[name].push(cut < 0 ? "" : decode(pair.slice(cut + 1)));
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** YYYYMMDDTHHMMSSZ of the header X-Amz-Date, or of Date in one of its forms. */
function timeOf(headers: Record<string, string>): string {
  if (headers["x-amz-date"] !== undefined) return headers["x-amz-date"];
  const date = headers.date ?? "";
  if (/^\d{8}T\d{6}Z$/.test(date)) return date;
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? "" : basic(parsed);
}

const basic = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, "");

/**
 * @returns undefined where the request bears no signature of this version; "malformed" where it bears half of one
 */
export function presented(parts: SignedParts): Presented | "malformed" | undefined {
  const { headers } = parts;
  const authorization = headers.authorization;
  if (authorization?.startsWith(`${ALGORITHM} `)) {
    const fields: Record<string, string> = {};
    for (const field of authorization.slice(ALGORITHM.length).split(",")) {
      const cut = field.indexOf("=");
      if (cut > 0) fields[field.slice(0, cut).trim()] = field.slice(cut + 1).trim();
    }
    return read("header", fields, timeOf(headers), headers["x-amz-security-token"], undefined);
  }
  const query = queryOf(parts.search);
  const one = (name: string): string | undefined => query[name]?.[0];
  if (one("X-Amz-Algorithm") === undefined && one("X-Amz-Credential") === undefined) return undefined;
  if (one("X-Amz-Algorithm") !== ALGORITHM) return "malformed";
  const fields = {
    Credential: one("X-Amz-Credential") ?? "",
    SignedHeaders: one("X-Amz-SignedHeaders") ?? "",
    Signature: one("X-Amz-Signature") ?? "",
  };
  return read("query", fields, one("X-Amz-Date") ?? "", one("X-Amz-Security-Token"), one("X-Amz-Expires"));
}

function read(
  where: Presented["where"],
  fields: Record<string, string>,
  time: string,
  token: string | undefined,
  expires: string | undefined,
): Presented | "malformed" {
  const [, accessKeyId, day, region, service] = CREDENTIAL.exec(fields.Credential ?? "") ?? [];
  const signature = fields.Signature ?? "";
  const signedHeaders = (fields.SignedHeaders ?? "").toLowerCase().split(";").filter(Boolean);
  if (!accessKeyId || !day || !region || !service || !/^[0-9a-f]{64}$/.test(signature)) return "malformed";
  if (!/^\d{8}T\d{6}Z$/.test(time)) return "malformed";
  return { where, accessKeyId, day, region, service, signedHeaders, signature, time, token, expires };
}

/** Milliseconds since 1970 of YYYYMMDDTHHMMSSZ. */
export const millisecondsOf = (time: string): number =>
  Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

/** SHA-256, and HMAC where it has a key, as the library wants them. */
export class Sha256 {
  readonly #secret: string | Uint8Array | undefined;
  #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret =
      secret === undefined || typeof secret === "string"
        ? secret
        : secret instanceof ArrayBuffer
          ? new Uint8Array(secret)
          : new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
    this.#hash = this.#new();
  }
  #new(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = this.#new();
  }
}

/** The library's own canonical request, of a request that somebody else has signed. */
class Canonical extends SignatureV4 {
  stringToSign(parts: SignedParts, by: Presented, payload: string): Promise<string> {
    const wanted = new Set(by.signedHeaders);
    const headers: Record<string, string> = {};
    for (const name of wanted) headers[name] = utf8(parts.headers[name] ?? "");
    const request = {
      method: parts.method,
      path: parts.path,
      query: queryOf(parts.search),
      headers,
      protocol: "http:",
      hostname: "",
    };
    const canonical = this.createCanonicalRequest(
      request,
      getCanonicalHeaders(request, undefined, wanted),
      payload,
    );
    const scope = `${by.day}/${by.region}/${by.service}/aws4_request`;
    return this.createStringToSign(by.time, scope, canonical, ALGORITHM);
  }
}

/** Node reads headers as Latin-1; what was signed is their bytes, which callers mean as UTF-8. */
function utf8(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it asks for what is not ASCII.
  return /^[\x00-\x7f]*$/.test(value) ? value : Buffer.from(value, "latin1").toString("utf8");
}

const canonical = (uriEscapePath: boolean): Canonical =>
  new Canonical({
    service: "",
    region: "",
    credentials: { accessKeyId: "", secretAccessKey: "" },
    sha256: Sha256,
    uriEscapePath,
    applyChecksum: false,
  });
/** S3 signs the path as it is, every other service the encoded path encoded once more. */
const [AS_IS, ESCAPED] = [canonical(false), canonical(true)];

/** Each character as S3 itself encodes it: what a caller sent in another form was signed in this one. */
const s3Encoded = (path: string): string =>
  path
    .split("/")
    .map((part) =>
      encodeURIComponent(decode(part)).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join("/");

/** The key that signs for a scope. */
export const signingKey = (by: Presented, secretAccessKey: string): Promise<Uint8Array> =>
  getSigningKey(Sha256, { accessKeyId: by.accessKeyId, secretAccessKey }, by.day, by.region, by.service);

export const hmacHex = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text, "utf8").digest("hex");

/** In a time that does not tell how much of it is right. */
export const sameText = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** @param payload SHA-256 of the body in hex, or what stands for it, such as UNSIGNED-PAYLOAD */
export async function isSignedBy(
  secretAccessKey: string,
  parts: SignedParts,
  by: Presented,
  payload: string,
): Promise<boolean> {
  const key = await signingKey(by, secretAccessKey);
  const fits = async (path: string): Promise<boolean> => {
    const text = await (by.service === "s3" ? AS_IS : ESCAPED).stringToSign({ ...parts, path }, by, payload);
    return sameText(hmacHex(key, text), by.signature);
  };
  if (await fits(parts.path)) return true;
  const encoded = s3Encoded(parts.path);
  return by.service === "s3" && encoded !== parts.path && fits(encoded);
}
