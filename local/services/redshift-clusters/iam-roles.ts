// moto cannot change the IAM roles of a cluster that stands: they are kept here, and named in the cluster's description.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

const LISTED = /^(Add|Remove)IamRoles\.[^.]+\.\d+$/;
const ROLES = /<IamRoles>[\s\S]*?<\/IamRoles>|<IamRoles\/>/;

const listed = (form: URLSearchParams, list: string): string[] =>
  [...form].filter(([name]) => LISTED.exec(name)?.[1] === list).map(([, arn]) => arn);

export function redshiftIamRoles(): Handler {
  /** Region and cluster → its roles, once they were changed, for as long as moto keeps the cluster: in memory. */
  const changed = new Map<string, readonly string[]>();

  const described = (xml: string, region: string): string =>
    xml.replace(/<Cluster>[\s\S]*?<\/Cluster>/g, (cluster) => {
      const roles = changed.get(`${region}/${/<ClusterIdentifier>([^<]*)</.exec(cluster)?.[1]}`);
      if (!roles) return cluster;
      const list = roles.map(
        (arn) =>
          `<ClusterIamRole><IamRoleArn>${arn}</IamRoleArn><ApplyStatus>in-sync</ApplyStatus></ClusterIamRole>`,
      );
      return cluster
        .replace(ROLES, "")
        .replace("</Cluster>", `<IamRoles>${list.join("")}</IamRoles></Cluster>`);
    });

  return (request, forward) => {
    const { operation = "", region } = request;
    const changes = operation === "ModifyClusterIamRoles";
    if (!changes && !/Clusters?$/.test(operation)) return undefined;
    const form = new URLSearchParams(request.body.toString("utf8"));
    const key = `${region}/${form.get("ClusterIdentifier")}`;
    if (!changes) {
      return forward(request).then(async (response) => {
        if (operation === "CreateCluster" || operation === "DeleteCluster") changed.delete(key);
        const body = (await bodyOf(response)).toString("utf8");
        return { ...response, body: described(body, region) };
      });
    }
    // Another change of the cluster answers what it is, or that there is none, and knows its default role.
    const other = new URLSearchParams({ Action: "ModifyCluster", Version: "2012-12-01" });
    for (const name of ["ClusterIdentifier", "DefaultIamRoleArn"]) {
      const value = form.get(name);
      if (value !== null) other.set(name, value);
    }
    const body = Buffer.from(other.toString());
    const headers = { ...request.headers, "content-length": String(body.length) };
    return forward({ ...request, operation: "ModifyCluster", headers, body }).then(async (response) => {
      const xml = (await bodyOf(response)).toString("utf8");
      if (response.status !== 200) return { ...response, body: xml };
      const known =
        changed.get(key) ?? [...xml.matchAll(/<IamRoleArn>([^<]*)</g)].map(([, arn]) => String(arn));
      const removed = listed(form, "Remove");
      const kept = known.filter((arn) => !removed.includes(arn));
      changed.set(key, [...new Set([...kept, ...listed(form, "Add")])]);
      const named = xml.replaceAll(/(<\/?)ModifyCluster(Response|Result)\b/g, "$1ModifyClusterIamRoles$2");
      return { ...response, body: described(named, region) };
    });
  };
}
