// What S3 requests need. S3 names no operation: method, path, query and headers say what is asked.
// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
import { Readable } from "node:stream";
import { bucketAndKey, decode } from "../../gateway/s3-path.ts";
import type { ServiceRequest } from "../../gateway/service.ts";
import type { Need } from "../../iam/need.ts";

/** Sub-resources of a bucket: query parameter → the noun in Get…, Put… and Delete…. */
const BUCKET_NOUNS: Record<string, string> = {
  accelerate: "AccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCORS",
  encryption: "EncryptionConfiguration",
  lifecycle: "LifecycleConfiguration",
  location: "BucketLocation",
  logging: "BucketLogging",
  notification: "BucketNotification",
  "object-lock": "BucketObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  policyStatus: "BucketPolicyStatus",
  publicAccessBlock: "BucketPublicAccessBlock",
  replication: "ReplicationConfiguration",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};

/** Deleting these is a Put of the same action. */
const DELETED_BY_PUT = new Set([
  "cors",
  "encryption",
  "lifecycle",
  "ownershipControls",
  "publicAccessBlock",
  "replication",
  "tagging",
]);

const arn = (bucket: string, key?: string): string =>
  `arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;

function bucketNeeds(request: ServiceRequest, bucket: string): Need[] | undefined {
  const { method, query } = request;
  const resource = arn(bucket);
  for (const [parameter, noun] of Object.entries(BUCKET_NOUNS)) {
    if (!query.has(parameter)) continue;
    const verb =
      method === "GET" ? "Get" : method === "PUT" || DELETED_BY_PUT.has(parameter) ? "Put" : "Delete";
    return [{ action: `s3:${verb}${noun}`, resource }];
  }
  if (method === "GET" || method === "HEAD") {
    const action = query.has("versions")
      ? "s3:ListBucketVersions"
      : query.has("uploads")
        ? "s3:ListBucketMultipartUploads"
        : "s3:ListBucket";
    const context: Record<string, string> = {};
    for (const name of ["prefix", "delimiter", "max-keys"]) {
      const value = query.get(name);
      if (value !== null) context[`s3:${name}`] = value;
    }
    return [{ action, resource, context }];
  }
  if (method === "PUT") return [{ action: "s3:CreateBucket", resource }];
  if (method === "DELETE") return [{ action: "s3:DeleteBucket", resource }];
  return undefined;
}

/** Whether a lock of GOVERNANCE is to be passed over, which takes a right of its own. Source: S3 User Guide, "Bypassing governance mode". */
const bypasses = ({ headers }: ServiceRequest): boolean =>
  String(headers["x-amz-bypass-governance-retention"] ?? "").toLowerCase() === "true";

function objectNeeds(request: ServiceRequest, bucket: string, key: string): Need[] | undefined {
  const { method, query, headers } = request;
  const resource = arn(bucket, key);
  const version = query.has("versionId") ? "Version" : "";
  const one = (action: string): Need[] => [{ action: `s3:${action}`, resource }];
  const bypass = bypasses(request) ? one("BypassGovernanceRetention") : [];
  const verb = { GET: "Get", PUT: "Put", DELETE: "Delete" }[method] ?? "Get";
  if (query.has("tagging")) return one(`${verb}Object${version}Tagging`);
  if (query.has("acl")) return one(`${verb}Object${version}Acl`);
  if (query.has("retention")) return [...one(`${verb}ObjectRetention`), ...(method === "PUT" ? bypass : [])];
  if (query.has("legal-hold")) return one(`${verb}ObjectLegalHold`);
  if (query.has("restore")) return one("RestoreObject");
  if (query.has("uploadId") && method === "GET") return one("ListMultipartUploadParts");
  if (query.has("uploadId") && method === "DELETE") return one("AbortMultipartUpload");
  if (method === "GET" || method === "HEAD") {
    const read = one(`GetObject${version}`);
    return query.has("attributes") ? [...read, ...one(`GetObject${version}Attributes`)] : read;
  }
  if (method === "DELETE") return [...one(`DeleteObject${version}`), ...bypass];
  if (method !== "PUT" && method !== "POST") return undefined;
  const context: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (name.startsWith("x-amz-") && !name.startsWith("x-amz-meta-"))
      context[`s3:${name}`] = String(headers[name]);
  }
  for (const name of ["if-match", "if-none-match"])
    if (headers[name] !== undefined) context[`s3:${name}`] = String(headers[name]);
  // Parts of an upload make no object yet. Source: S3 User Guide, "Enforce conditional writes on Amazon S3 buckets".
  context["s3:ObjectCreationOperation"] = String(!query.has("partNumber") && !query.has("uploads"));
  const needs: Need[] = [{ action: "s3:PutObject", resource, context }];
  const source = headers["x-amz-copy-source"];
  if (source) {
    const from = bucketAndKey(`/${decode(source.split("?")[0] ?? "").replace(/^\//, "")}`);
    const action = source.includes("versionId=") ? "s3:GetObjectVersion" : "s3:GetObject";
    needs.push({ action, resource: arn(from.bucket, from.key ?? "") });
  }
  if (headers["x-amz-tagging"]) needs.push({ action: "s3:PutObjectTagging", resource });
  return needs;
}

/** The keys in the body of a DeleteObjects request; the body is put back for those who read it next. */
async function deletedKeys(request: ServiceRequest): Promise<string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.stream ?? []) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  request.stream = Readable.from([body]);
  request.headers["content-length"] = String(body.length);
  return [...body.toString("utf8").matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) =>
    String(match[1])
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&"),
  );
}

export async function s3Needs(request: ServiceRequest): Promise<Need[] | undefined> {
  const { bucket, key } = bucketAndKey(request.path);
  if (bucket === "") return [{ action: "s3:ListAllMyBuckets", resource: "*" }];
  if (key !== undefined) return objectNeeds(request, bucket, key);
  if (request.method === "POST" && request.query.has("delete")) {
    const actions = ["s3:DeleteObject", ...(bypasses(request) ? ["s3:BypassGovernanceRetention"] : [])];
    return (await deletedKeys(request)).flatMap((one) =>
      actions.map((action) => ({ action, resource: arn(bucket, one) })),
    );
  }
  return bucketNeeds(request, bucket);
}
