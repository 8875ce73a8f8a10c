// AWS clients that act as one caller: a query reads S3 and the Glue catalog with the rights of whoever started it (Athena)
// or of the role it names (Redshift), so its requests are signed with that caller's key.
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import type { LocalContext, ServiceRequest } from "../gateway/service.ts";

export interface Principal {
  accessKeyId: string;
  secretAccessKey?: string;
  sessionToken?: string;
  /** Where it works: the catalog and the buckets that it asks are of this region. */
  region: string;
}

/** The principal that sent a request. */
export function callerOf(request: ServiceRequest): Principal {
  return {
    accessKeyId: request.accessKeyId ?? "anonymous",
    sessionToken: request.headers["x-amz-security-token"],
    region: request.region,
  };
}

/** What the requests of a principal are signed with. */
export function credentialsOf(
  context: LocalContext,
  { accessKeyId, secretAccessKey, sessionToken }: Omit<Principal, "region">,
): { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined } {
  if (secretAccessKey !== undefined) return { accessKeyId, secretAccessKey, sessionToken };
  return context.credentialsOf?.(accessKeyId) ?? { accessKeyId, secretAccessKey: "none", sessionToken };
}

/** Clients of one principal at the gateway, in its region. */
export interface Clients {
  s3: S3Client;
  glue: GlueClient;
  sts: STSClient;
}

const KEPT = 32;

/** Keeps the clients of the principals seen last, since each holds connections. */
export class ClientPool {
  readonly #context: LocalContext;
  readonly #clients = new Map<string, Clients>();

  constructor(context: LocalContext) {
    this.#context = context;
  }

  as(principal: Principal): Clients {
    const key = `${principal.accessKeyId} ${principal.region}`;
    const known = this.#clients.get(key);
    if (known) return known;
    const configuration = {
      endpoint: this.#context.endpoint,
      region: principal.region,
      credentials: credentialsOf(this.#context, principal),
    };
    const clients: Clients = {
      s3: new S3Client({
        ...configuration,
        forcePathStyle: true,
        requestChecksumCalculation: "WHEN_REQUIRED",
      }),
      glue: new GlueClient(configuration),
      sts: new STSClient(configuration),
    };
    this.#clients.set(key, clients);
    const oldest = this.#clients.keys().next().value;
    if (this.#clients.size > KEPT && oldest !== undefined) {
      this.#destroy(this.#clients.get(oldest));
      this.#clients.delete(oldest);
    }
    return clients;
  }

  close(): void {
    for (const clients of this.#clients.values()) this.#destroy(clients);
    this.#clients.clear();
  }

  #destroy(clients: Clients | undefined): void {
    clients?.s3.destroy();
    clients?.glue.destroy();
    clients?.sts.destroy();
  }
}
