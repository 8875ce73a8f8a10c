// Requests without a signature: S3 answers them where a bucket is public.
import { Readable } from "node:stream";
import { rootAuthorization, signed } from "../../gateway/call.ts";
import { bodyOf } from "../../gateway/forward.ts";
import { notLetIn } from "../../gateway/refusals.ts";
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { Forward, LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { evaluate } from "../../iam/evaluate/evaluate.ts";
import { PolicyError } from "../../iam/evaluate/policy.ts";
import type { Need } from "../../iam/need.ts";
import { s3Needs } from "./needs.ts";

/** What Cognito tells everybody of a user pool, such as its public keys. Its id is no name that a bucket could have. */
const USER_POOL = /^\/[a-z0-9-]+_[A-Za-z0-9]+\/\.well-known\/(?:jwks\.json|openid-configuration)$/;

/**
 * Lets anonymous requests through that the bucket's policy allows to everybody. As on AWS, a bucket is not public before
 * its public access block lets it be: a new bucket blocks public policies, so that one without a configuration does.
 */
export function anonymous(forward: Forward, account: Account): NonNullable<LocalService["anonymous"]> {
  const publicBucket = async (region: string, bucket: string): Promise<boolean> => {
    const request = signed("s3", region, {
      method: "GET",
      path: `/${encodeURIComponent(bucket)}`,
      query: "publicAccessBlock",
    });
    const response = await forward({ ...request, stream: Readable.from([]) });
    const xml = (await bodyOf(response)).toString("utf8");
    return /<RestrictPublicBuckets>\s*false\s*</i.test(xml);
  };

  const allowed = async (need: Need, region: string, bucket: string): Promise<boolean> => {
    const resourcePolicy = await account.bucketPolicy(region, bucket);
    if (!resourcePolicy) return false;
    const context = {
      "aws:SecureTransport": "true",
      "aws:SourceIp": "127.0.0.1",
      "aws:RequestedRegion": region,
      "aws:CurrentTime": new Date().toISOString(),
      ...need.context,
    };
    try {
      const { action, resource } = need;
      const caller = { kind: "anonymous" } as const;
      return evaluate({ caller, action, resource, context }, { resource: resourcePolicy }) === "allowed";
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      // Here, unlike with callers that are known, what cannot be judged is refused.
      return false;
    }
  };

  return async (request) => {
    if (request.method === "GET" && USER_POOL.test(request.path)) return undefined;
    const { bucket } = bucketAndKey(request.path);
    const needs = bucket === "" ? undefined : await s3Needs(request);
    if (!needs?.length || !(await publicBucket(request.region, bucket))) return notLetIn(request, "unsigned");
    for (const need of needs) {
      if (!(await allowed(need, request.region, bucket))) return notLetIn(request, "unsigned");
    }
    // moto would look at the object's ACL once more.
    request.headers.authorization = rootAuthorization("s3", request.region);
    return undefined;
  };
}
