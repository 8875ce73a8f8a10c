// Signatures for requests: right ones, and every kind that API Gateway refuses.
import { signedHeaders } from "../../../local/testing/signed-fetch.ts";
import type { Callers } from "./callers.ts";
import type { Signer } from "./fuzz.ts";

const DAY_MS = 86_400_000;

/** By name: the caller `as`, and those who are not. */
export function signersOf(callers: Callers, as: string, region: string): Record<string, Signer> {
  const sign =
    (more: Partial<Parameters<typeof signedHeaders>[2]> = {}): Signer =>
    async (url, { method, headers, body }) => {
      const signing = { credentials: callers.credentialsOf(as), service: "execute-api", region, ...more };
      const { host: _, ...signed } = await signedHeaders(
        url,
        { method, headers, ...(body && { body }) },
        signing,
      );
      return signed;
    };
  const right = sign();
  return {
    right,
    again: right,
    nobody: async () => ({}),
    expired: (url, raw) => sign({ date: new Date(Date.now() - DAY_MS) })(url, raw),
    elsewhere: sign({ region: "ap-south-2" }),
    ofAnotherService: sign({ service: "s3" }),
    altered: async (url, raw) => {
      const { authorization = "", ...rest } = await right(url, raw);
      return { ...rest, authorization: authorization.replace(/[0-9a-f]{8}$/, "00000000") };
    },
    unknown: (url, raw) =>
      sign({ credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "none" } })(url, raw),
    token: async () => ({ authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }),
    garbage: async () => ({ authorization: "AWS4-HMAC-SHA256 Credential=x, Signature=" }),
  };
}
