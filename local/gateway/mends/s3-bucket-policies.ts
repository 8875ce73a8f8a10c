// moto reads a bucket policy without its conditions, so that "deny what is not over TLS" denies everything. It gets the
// policy without conditional denials; callers are answered with what they wrote.
import type { Readable } from "node:stream";
import { bodyOf } from "../forward.ts";
import type { Mend } from "../router.ts";

interface Policy {
  Statement?: Statement | Statement[];
}
interface Statement {
  Effect?: string;
  Condition?: unknown;
}

const BUCKET = /^\/([^/]+)\/?$/;

async function read(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function withoutConditionalDenials(text: string): string {
  const policy = JSON.parse(text) as Policy;
  const statements = [policy.Statement ?? []].flat();
  const kept = statements.filter(({ Effect, Condition }) => Effect !== "Deny" || Condition === undefined);
  return JSON.stringify({ ...policy, Statement: kept });
}

export function s3BucketPolicies(): Mend {
  /** Bucket → policy as it was written, for as long as moto keeps the bucket: in memory. */
  const policies = new Map<string, string>();
  return (request, forward) => {
    const bucket = request.service === "s3" ? BUCKET.exec(request.path)?.[1] : undefined;
    if (bucket === undefined) return undefined;
    if (request.method === "DELETE" && (request.query.size === 0 || request.query.has("policy"))) {
      return forward(request).then((response) => {
        if (response.status < 300) policies.delete(bucket);
        return response;
      });
    }
    if (!request.query.has("policy")) return undefined;
    if (request.method === "GET") {
      return forward(request).then(async (response) => {
        const written = policies.get(bucket);
        const body = await bodyOf(response);
        return { ...response, body: response.status === 200 && written !== undefined ? written : body };
      });
    }
    if (request.method !== "PUT") return undefined;
    return (async () => {
      const written = request.stream ? await read(request.stream) : request.body;
      const text = written.toString("utf8");
      let body = written;
      try {
        body = Buffer.from(withoutConditionalDenials(text));
      } catch {
        // No JSON: moto says so.
      }
      const { "content-md5": _, ...headers } = request.headers;
      const response = await forward({ ...request, headers, body, stream: undefined });
      if (response.status < 300) policies.set(bucket, text);
      return response;
    })();
  };
}
