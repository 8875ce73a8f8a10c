// Calls a deployed API on the local AWS as the account's root, with the signature that IAM authorization wants.
import { SignatureV4 } from "@smithy/signature-v4";
import { HeadraceError } from "../../core/errors.ts";
import { Sha256 } from "../../local/gateway/signature.ts";
import { localApiAddress } from "../../local/index.ts";
import type { AwsConfig } from "../aws.ts";
import { type LocalInstance, readState } from "../terraform/state.ts";

export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers in its own shape
  body: any;
}

/** The address on this machine of the API that DIR's last apply left. */
export function apiAddressOf(dir: string, local: LocalInstance, { endpoint }: AwsConfig): string {
  const stage = readState(dir, local).find(({ type }) => type === "aws_api_gateway_stage");
  const address = stage && localApiAddress(String(stage.attributes.invoke_url), endpoint);
  if (address) return address;
  throw new HeadraceError(
    "no_api",
    `What is applied from ${dir} has no API.`,
    "Write an `api` block into headrace.yaml, pass it to the pipeline module, and apply again.",
  );
}

export interface ApiCall {
  method?: string;
  /** Percent-encoded, with its slash; without a query. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

export async function callApi(
  address: string,
  { credentials, region }: AwsConfig,
  { method = "POST", path, query, headers: sent, body, signal }: ApiCall,
): Promise<ApiAnswer> {
  const { host, hostname, pathname } = new URL(address + path);
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Sha256 });
  const text = body === undefined ? undefined : JSON.stringify(body);
  const { headers } = await signer.sign({
    method,
    protocol: "http:",
    hostname,
    path: pathname,
    ...(query && { query }),
    headers: { host, ...sent, ...(text !== undefined && { "content-type": "application/json" }) },
    body: text,
  });
  const { host: _, ...signed } = headers;
  const search = query ? `?${new URLSearchParams(query)}` : "";
  const response = await fetch(address + path + search, {
    method,
    headers: signed,
    ...(text !== undefined && { body: text }),
    ...(signal && { signal }),
  });
  const answer = await response.text();
  return { status: response.status, body: answer === "" ? undefined : JSON.parse(answer) };
}
