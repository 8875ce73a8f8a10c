// Signature Version 2 of S3, in which boto3 and the AWS CLI 1 still presign URLs of us-east-1.
// Source: the S3 developer guide of 2006-03-01, "Signing and authenticating REST requests".
import { createHmac } from "node:crypto";
import { queryOf, type SignedParts } from "./signature.ts";

export interface PresentedV2 {
  where: "header" | "query";
  accessKeyId: string;
  /** As base64. */
  signature: string;
  /** Milliseconds since 1970: when it was signed (header), or until when it is good (query). NaN where that is not said. */
  time: number;
  token?: string | undefined;
}

/** Query parameters that are part of what is signed. */
const SIGNED_PARAMETERS = new Set(
  (
    "accelerate acl analytics cors defaultObjectAcl delete encryption inventory lifecycle location logging metrics notification " +
    "object-lock partNumber policy publicAccessBlock replication requestPayment restore retention legal-hold select select-type " +
    "tagging torrent uploadId uploads versionId versioning versions website " +
    "response-cache-control response-content-disposition response-content-encoding response-content-language " +
    "response-content-type response-expires"
  ).split(" "),
);

export function presentedV2({ headers, search }: SignedParts): PresentedV2 | undefined {
  const [, accessKeyId, signature] = /^AWS ([^:\s]+):(\S+)$/.exec(headers.authorization ?? "") ?? [];
  if (accessKeyId && signature) {
    const time = Date.parse(headers["x-amz-date"] ?? headers.date ?? "");
    return { where: "header", accessKeyId, signature, time, token: headers["x-amz-security-token"] };
  }
  if (headers.authorization !== undefined) return undefined;
  const query = queryOf(search);
  const [key, presented, expires] = [query.AWSAccessKeyId?.[0], query.Signature?.[0], query.Expires?.[0]];
  if (!key || !presented) return undefined;
  const time = /^\d+$/.test(expires ?? "") ? Number(expires) * 1000 : Number.NaN;
  const token = query["x-amz-security-token"]?.[0];
  return { where: "query", accessKeyId: key, signature: presented, time, token };
}

/**
 * The signature that the request should have, as base64.
 * @param path path-style, as it came
 */
export function expectedV2(
  secretAccessKey: string,
  { method, path, search, headers }: SignedParts,
  where: PresentedV2["where"],
): string {
  const query = queryOf(search);
  const amz = Object.keys(headers)
    .filter((name) => name.startsWith("x-amz-"))
    .map((name) => `${name}:${(headers[name] ?? "").trim()}\n`);
  const token = query["x-amz-security-token"]?.[0];
  if (where === "query" && token !== undefined) amz.push(`x-amz-security-token:${token}\n`);
  const date = where === "query" ? query.Expires?.[0] : "x-amz-date" in headers ? "" : headers.date;
  const parameters = Object.keys(query)
    .filter((name) => SIGNED_PARAMETERS.has(name))
    .sort()
    .map((name) => (query[name]?.[0] ? `${name}=${query[name]?.[0]}` : name));
  const text = [
    method,
    headers["content-md5"] ?? "",
    headers["content-type"] ?? "",
    date ?? "",
    amz.sort().join("") + path + (parameters.length > 0 ? `?${parameters.join("&")}` : ""),
  ].join("\n");
  return createHmac("sha1", secretAccessKey).update(text, "utf8").digest("base64");
}
