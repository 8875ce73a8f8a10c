// moto knows no password of a cluster's administrator that Redshift manages: the secret is made here, in moto's Secrets
// Manager, and named in the cluster's description.
import { randomBytes } from "node:crypto";
import { signed } from "../call.ts";
import { bodyOf } from "../forward.ts";
import type { Mend } from "../router.ts";
import type { Forward } from "../service.ts";

async function secrets(
  forward: Forward,
  region: string,
  operation: string,
  input: unknown,
): Promise<{ ARN?: string }> {
  const response = await forward(
    signed("secretsmanager", region, {
      operation,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `secretsmanager.${operation}`,
      },
      body: Buffer.from(JSON.stringify(input)),
    }),
  );
  return JSON.parse((await bodyOf(response)).toString("utf8")) as { ARN?: string };
}

export function redshiftAdminSecret(): Mend {
  /** Region and cluster → ARN of the secret, for as long as moto keeps the cluster: in memory. */
  const arns = new Map<string, string>();

  async function create(form: URLSearchParams, region: string, forward: Forward): Promise<void> {
    const id = form.get("ClusterIdentifier");
    const username = form.get("MasterUsername");
    const KmsKeyId = form.get("MasterPasswordSecretKmsKeyId") ?? undefined;
    const made = await secrets(forward, region, "CreateSecret", {
      Name: `redshift!${id}-${username}`,
      SecretString: JSON.stringify({ username, password: randomBytes(24).toString("base64url") }),
      KmsKeyId,
    });
    if (made.ARN) arns.set(`${region}/${id}`, made.ARN);
  }

  return (request, forward) => {
    const { operation = "", region } = request;
    if (request.service !== "redshift" || !/Clusters?$/.test(operation)) return undefined;
    const form = new URLSearchParams(request.body.toString("utf8"));
    const key = `${region}/${form.get("ClusterIdentifier")}`;
    return forward(request).then(async (response) => {
      const xml = (await bodyOf(response)).toString("utf8");
      if (response.status !== 200) return { ...response, body: xml };
      const managed = form.get("ManageMasterPassword") === "true";
      if (operation === "CreateCluster" && managed) await create(form, region, forward);
      const known = arns.get(key);
      if (operation === "DeleteCluster" && known) {
        arns.delete(key);
        await secrets(forward, region, "DeleteSecret", { SecretId: known, ForceDeleteWithoutRecovery: true });
      }
      const body = xml.replace(/<Cluster>[\s\S]*?<\/Cluster>/g, (cluster) => {
        const arn = arns.get(`${region}/${/<ClusterIdentifier>([^<]*)</.exec(cluster)?.[1]}`);
        return arn
          ? cluster.replace(
              "</Cluster>",
              `<MasterPasswordSecretArn>${arn}</MasterPasswordSecretArn></Cluster>`,
            )
          : cluster;
      });
      return { ...response, body };
    });
  };
}
