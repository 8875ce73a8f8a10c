// What a service behind the gateway is: a function that answers a request, or forwards it to moto (perhaps mended).
import type { Readable } from "node:stream";
import type { Credentials } from "../iam/principals.ts";
import type { ChunkSignatures } from "./payload.ts";

export interface ServiceRequest {
  /** The signing name from the SigV4 credential scope: "s3", "sqs", "athena", "redshift-data", "lambda", … */
  service: string;
  /** The region from the credential scope; the local AWS's own where the request is unsigned. */
  region: string;
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
  /** A stream where moto answered an S3 request. */
  body: Buffer | string | Readable;
}

/** Sends a request on to moto. */
export type Forward = (request: ServiceRequest) => Promise<ServiceResponse>;

export interface LocalService {
  /** Signing names that it answers for. */
  readonly services: readonly string[];
  handle(request: ServiceRequest, forward: Forward): Promise<ServiceResponse>;
  close?(): Promise<void>;
}

/** What a service may need of the local AWS it belongs to. */
export interface LocalContext {
  /** The gateway's own endpoint, http://127.0.0.1:PORT. */
  endpoint: string;
  region: string;
  accountId: string;
  /** Folder for the service's own state; made on demand. */
  state: string;
  /** Credentials of a caller by its access key; undefined where nobody checks signatures, as in tests of one engine. */
  credentialsOf?: (accessKeyId: string) => Credentials;
}
