// moto knows no password of a cluster's administrator that Redshift manages: the secret is made here, in moto's Secrets
// Manager, and named in the cluster's description.
import { deleteAdminSecret, makeAdminSecret } from "../../gateway/admin-secret.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, Handler } from "../../gateway/service.ts";

export function redshiftAdminSecret(): Handler {
  /** Region and cluster → ARN of the secret, for as long as moto keeps the cluster: in memory. */
  const arns = new Map<string, string>();

  async function create(form: URLSearchParams, region: string, forward: Forward): Promise<void> {
    const id = form.get("ClusterIdentifier");
    const username = form.get("MasterUsername") ?? "";
    const kmsKeyId = form.get("MasterPasswordSecretKmsKeyId") ?? undefined;
    const name = `redshift!${id}-${username}`;
    arns.set(`${region}/${id}`, await makeAdminSecret(forward, region, { name, username, kmsKeyId }));
  }

  return (request, forward) => {
    const { operation = "", region } = request;
    if (!/Clusters?$/.test(operation)) return undefined;
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
        await deleteAdminSecret(forward, region, known);
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
