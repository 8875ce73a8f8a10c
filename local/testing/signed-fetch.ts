// For tests: requests as an SDK signs them, of services and of forms that no SDK makes.
import { SignatureV4 } from "@smithy/signature-v4";
import { queryOf, Sha256 } from "../gateway/signature.ts";
import type { Credentials } from "../iam/principals.ts";

export interface Signing {
  credentials: Credentials;
  service: string;
  region?: string;
  /** Now where absent. */
  date?: Date;
}

/** The request's headers, signed. */
export async function signedHeaders(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array },
  { credentials, service, region = "us-east-1", date = new Date() }: Signing,
): Promise<Record<string, string>> {
  const { host, hostname, pathname, search } = new URL(url);
  const signer = new SignatureV4({
    service,
    region,
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
    },
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const request = await signer.sign(
    {
      method: init.method ?? "GET",
      protocol: "http:",
      hostname,
      path: pathname,
      query: queryOf(search.slice(1)),
      headers: { host, ...init.headers },
      body: init.body,
    },
    { signingDate: date },
  );
  return request.headers;
}

/** fetch, signed. */
export async function signedFetch(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> },
  signing: Signing,
): Promise<Response> {
  const { host: _host, ...headers } = await signedHeaders(url, init, signing);
  return fetch(url, { ...init, headers });
}
