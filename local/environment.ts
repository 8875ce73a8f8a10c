// The environment variables by which AWS SDKs, the AWS CLI and Terraform's provider reach a local AWS, and only it.
import { devNull } from "node:os";
import type { LocalAws } from "./daemon/record.ts";

/**
 * The caller of what the local AWS asks of itself, within its own process: the account's root. No request that comes over
 * the network can have it, since no secret belongs to it.
 */
export const ROOT_ACCESS_KEY = "HEADRACELOCALROOT";

/**
 * Variables to add to a process's environment. Nothing need be said in a provider block: the endpoint is an IP address,
 * so S3 clients use path-style requests, and account lookups are answered locally. One client does not listen: `aws sqs`
 * of the AWS CLI 1 wants --endpoint-url.
 */
export function environment(
  local: Pick<LocalAws, "endpoint" | "region" | "accessKeyId" | "secretAccessKey">,
): Record<string, string> {
  const bypass = [process.env.NO_PROXY ?? process.env.no_proxy, "127.0.0.1", "localhost"]
    .filter(Boolean)
    .join(",");
  const variables: Record<string, string> = {
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_ACCESS_KEY_ID: local.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
    AWS_SESSION_TOKEN: "",
    AWS_REGION: local.region,
    AWS_DEFAULT_REGION: local.region,
    AWS_EC2_METADATA_DISABLED: "true",
    // A person's own profiles must neither leak in nor be needed.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    NO_PROXY: bypass,
    no_proxy: bypass,
  };
  // An endpoint set for one service wins over the general one.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_ENDPOINT_URL_")) variables[name] = local.endpoint;
  }
  return variables;
}
