// What a service behind the gateway is: a function that answers a request, or forwards it to moto (perhaps mended).

export interface ServiceRequest {
  /** The signing name from the SigV4 credential scope: "s3", "sqs", "athena", "redshift-data", "lambda", … */
  service: string;
  /** The operation where the protocol names it: X-Amz-Target after its dot, or the query protocol's Action. */
  operation?: string;
  /** The access key id of the caller, by which its principal is known. */
  accessKeyId?: string;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
}

export interface ServiceResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
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
}
