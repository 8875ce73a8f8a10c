// Where the code of a function or a layer can be had: as on AWS a presigned address in a bucket of the service's own, good
// for ten minutes. Behind it lies the zip as it was deployed; moto's address leads to amazonaws.com.
import { createReadStream, existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { SignatureV4 } from "@smithy/signature-v4";
import { ROOT_ACCESS_KEY } from "../../environment.ts";
import { awsError } from "../../gateway/errors.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler, LocalContext, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { Sha256 } from "../../gateway/signature.ts";
import type { PackageStore } from "./packages.ts";

const SECONDS = 600;
const FUNCTION = /^\/2015-03-31\/functions\/[^/]+\/?$/;
const LAYER = /^\/2018-10-31\/layers(?:\/[^/]+\/versions\/[^/]+)?\/?$/;
const SNAPSHOT = /^\/awslambda-[a-z0-9-]+-tasks\/snapshots\/\d+\/([0-9a-f]{64})\.zip$/;

interface Described {
  Configuration?: { CodeSha256?: string };
  Code?: { Location?: string };
  Content?: { CodeSha256?: string; Location?: string };
}

async function presigned(path: string, region: string, context: LocalContext): Promise<string | undefined> {
  const credentials = context.credentialsOf?.(ROOT_ACCESS_KEY);
  if (!credentials) return undefined;
  const { accessKeyId, secretAccessKey } = credentials;
  const signer = new SignatureV4({
    service: "s3",
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { host, hostname } = new URL(context.endpoint);
  const headers = { host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  const { query = {} } = await signer.presign(
    { method: "GET", protocol: "http:", hostname, path, query: {}, headers },
    { expiresIn: SECONDS },
  );
  const search = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${context.endpoint}${path}?${search.join("&")}`;
}

/** The answer of GetFunction, GetLayerVersion or PublishLayerVersion with the local AWS's own address; others as they are. */
export async function withLocation(
  request: ServiceRequest,
  response: ServiceResponse,
  context: LocalContext,
  packages: PackageStore,
): Promise<ServiceResponse> {
  const layer =
    LAYER.test(request.path) || (request.method === "POST" && /\/versions\/?$/.test(request.path));
  const one = request.method === "GET" && FUNCTION.test(request.path);
  if ((!layer && !one) || response.status >= 300) return response;
  const body = await bodyOf(response);
  if (body.length === 0) return { ...response, body };
  const described = JSON.parse(body.toString("utf8")) as Described;
  const place = described.Code ?? described.Content;
  const sha = described.Configuration?.CodeSha256 ?? described.Content?.CodeSha256;
  if (!place?.Location || !sha || !existsSync(packages.zip(sha))) return { ...response, body };
  const name = Buffer.from(sha, "base64").toString("hex");
  const path = `/awslambda-${request.region}-tasks/snapshots/${context.accountId}/${name}.zip`;
  place.Location = (await presigned(path, request.region, context)) ?? place.Location;
  return { ...response, body: JSON.stringify(described) };
}

/** Answers S3's requests for those addresses. */
export const codeDownloads =
  (packages: PackageStore): Handler =>
  (request) => {
    const hex = request.service === "s3" ? SNAPSHOT.exec(request.path)?.[1] : undefined;
    if (!hex || (request.method !== "GET" && request.method !== "HEAD")) return undefined;
    return give(request, packages.zip(Buffer.from(hex, "hex").toString("base64")));
  };

async function give(request: ServiceRequest, file: string): Promise<ServiceResponse> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return awsError(request, 404, "NoSuchKey", "The specified key does not exist.");
  return {
    status: 200,
    headers: { "content-type": "application/zip", "content-length": String(found.size) },
    body: request.method === "HEAD" ? "" : createReadStream(file),
  };
}
