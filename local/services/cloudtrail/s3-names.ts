// S3's requests by the names that CloudTrail gives them. Objects, and the listing of them, are data events; buckets are management's.
// Source: S3 User Guide, "Amazon S3 CloudTrail events".
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { ServiceRequest } from "../../gateway/service.ts";
import type { What } from "./event.ts";

/** Sub-resources of a bucket: query parameter → the noun in Get…, Put… and Delete…. */
const OF_BUCKETS: Readonly<Record<string, string>> = {
  accelerate: "BucketAccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCors",
  encryption: "BucketEncryption",
  lifecycle: "BucketLifecycle",
  location: "BucketLocation",
  logging: "BucketLogging",
  notification: "BucketNotification",
  "object-lock": "BucketObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  policyStatus: "BucketPolicyStatus",
  publicAccessBlock: "BucketPublicAccessBlock",
  replication: "BucketReplication",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};

const OF_OBJECTS: Readonly<Record<string, string>> = {
  acl: "ObjectAcl",
  tagging: "ObjectTagging",
  retention: "ObjectRetention",
  "legal-hold": "ObjectLegalHold",
  torrent: "ObjectTorrent",
};

const verb = (method: string): string => ({ PUT: "Put", DELETE: "Delete", POST: "Put" })[method] ?? "Get";

export function s3What(request: ServiceRequest, accountId: string): What | undefined {
  const { bucket, key } = bucketAndKey(request.path);
  if (bucket === "") return { name: "ListBuckets", readOnly: true };
  const bucketArn = `arn:aws:s3:::${bucket}`;
  const ofBucket = { accountId, type: "AWS::S3::Bucket", ARN: bucketArn };
  const type = "AWS::S3::Object";
  if (key === undefined) {
    const name = bucketName(request);
    const readOnly = request.method === "GET" || request.method === "HEAD";
    if (!isOfObjects(name)) return { name, readOnly, resources: [ofBucket] };
    return { name, readOnly, data: type, resources: [{ type, ARNPrefix: `${bucketArn}/` }, ofBucket] };
  }
  const name = objectName(request);
  if (!name) return undefined;
  const readOnly = /^(Get|Head|List)/.test(name);
  return { name, readOnly, data: type, resources: [{ type, ARN: `${bucketArn}/${key}` }, ofBucket] };
}

/** HeadBucket reads a bucket's data plane, as AWS has it. */
const isOfObjects = (name: string): boolean =>
  /^(List(Objects|ObjectVersions|MultipartUploads)|DeleteObjects|HeadBucket|PostObject)$/.test(name);

function bucketName({ method, query }: ServiceRequest): string {
  for (const [parameter, noun] of Object.entries(OF_BUCKETS)) {
    if (query.has(parameter)) return `${verb(method)}${noun}`;
  }
  if (method === "POST") return query.has("delete") ? "DeleteObjects" : "PostObject";
  if (method === "PUT") return "CreateBucket";
  if (method === "DELETE") return "DeleteBucket";
  if (method === "HEAD") return "HeadBucket";
  if (query.has("versions")) return "ListObjectVersions";
  return query.has("uploads") ? "ListMultipartUploads" : "ListObjects";
}

function objectName({ method, query, headers }: ServiceRequest): string | undefined {
  for (const [parameter, noun] of Object.entries(OF_OBJECTS)) {
    if (query.has(parameter)) return `${verb(method)}${noun}`;
  }
  if (query.has("restore")) return "RestoreObject";
  if (query.has("select")) return "SelectObjectContent";
  if (query.has("uploads")) return "CreateMultipartUpload";
  if (query.has("uploadId"))
    return {
      PUT: headers["x-amz-copy-source"] ? "UploadPartCopy" : "UploadPart",
      POST: "CompleteMultipartUpload",
      DELETE: "AbortMultipartUpload",
      GET: "ListParts",
    }[method];
  return {
    GET: query.has("attributes") ? "GetObjectAttributes" : "GetObject",
    HEAD: "HeadObject",
    PUT: headers["x-amz-copy-source"] ? "CopyObject" : "PutObject",
    DELETE: "DeleteObject",
  }[method];
}
