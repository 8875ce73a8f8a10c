// A request as the gateway hands it on, once it knows whose it is, and its answer.
import type { Readable } from "node:stream";
import type { ChunkSignatures } from "./payload.ts";

/** JSON with a typed code, the query protocol's XML, EC2's own XML, or S3's. */
export type ErrorForm = "json" | "query" | "ec2" | "s3";

export interface ServiceRequest {
  /** The signing name from the SigV4 credential scope: "s3", "sqs", "athena", "redshift-data", "lambda", … */
  service: string;
  /** The region from the credential scope; the local AWS's own where the request is unsigned. */
  region: string;
  /** The form that its errors must have. */
  errors: ErrorForm;
  /** The operation where the protocol names it: X-Amz-Target after its dot, or the query protocol's Action. */
  operation?: string;
  /** The access key id of the caller, by which its principal is known. */
  accessKeyId?: string;
  method: string;
  /** As it came: percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** As they came, in their order; for a service that judges callers itself. */
  rawHeaders?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Why the caller is not known, for a service that judges callers itself. */
  unauthenticated?: ServiceResponse | undefined;
  /** Empty for S3, whose body comes as `stream`. */
  body: Buffer;
  /** The body of an S3 request, unread, so that an object is never held in memory. */
  stream?: Readable;
  /** What checks the body's chunks, where they are signed one by one. */
  chunks?: ChunkSignatures | undefined;
}

export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  /** Values of Set-Cookie, each a header of its own. */
  cookies?: readonly string[] | undefined;
  /** A stream where moto answered an S3 request. */
  body: Buffer | string | Readable;
}

/** Sends a request on to moto. */
export type Forward = (request: ServiceRequest) => Promise<ServiceResponse>;
