// The little that the local Redshift asks other services for, where it runs by itself: clusters and secrets.
import type { ServiceRequest, ServiceResponse } from "../../local/gateway/service.ts";

/** Any cluster is there. Whatever else is asked for has nobody to answer it, so that any workgroup's name will do, too. */
export async function describeClusters({ service }: ServiceRequest): Promise<ServiceResponse> {
  if (service !== "redshift") return { status: 501, headers: {}, body: "{}" };
  const cluster =
    "<ClusterStatus>available</ClusterStatus><DBName>dev</DBName><MasterUsername>etl</MasterUsername>";
  return { status: 200, headers: { "content-type": "text/xml" }, body: `<Cluster>${cluster}</Cluster>` };
}

/** Any secret is there, and is that of the user `etl`. */
export function answerOfOthers(operation: string): string {
  return operation === "GetSecretValue" ? JSON.stringify({ SecretString: '{"username":"etl"}' }) : "{}";
}
