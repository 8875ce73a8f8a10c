// moto's description of a Redshift cluster lacks settings and states that Terraform's provider waits for, or finds
// changed: what the cluster was asked to be is remembered, the rest is what a new cluster of AWS's says.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

/** What a cluster that is up says where nothing else was asked. */
const DEFAULTS: Record<string, string> = {
  ClusterAvailabilityStatus: "Available",
  AvailabilityZoneRelocationStatus: "disabled",
  MultiAZ: "Disabled",
  MaintenanceTrackName: "current",
  ManualSnapshotRetentionPeriod: "-1",
};

/** Input of CreateCluster and ModifyCluster → element of the description, and its value there. */
const ASKED: Record<string, (value: string) => readonly [string, string]> = {
  AvailabilityZoneRelocation: (value) => [
    "AvailabilityZoneRelocationStatus",
    value === "true" ? "enabled" : "disabled",
  ],
  MultiAZ: (value) => ["MultiAZ", value === "true" ? "Enabled" : "Disabled"],
  MaintenanceTrackName: (value) => ["MaintenanceTrackName", value],
  ManualSnapshotRetentionPeriod: (value) => ["ManualSnapshotRetentionPeriod", value],
  DefaultIamRoleArn: (value) => ["DefaultIamRoleArn", value],
  MasterPasswordSecretKmsKeyId: (value) => ["MasterPasswordSecretKmsKeyId", value],
};

export function redshiftClusterAnswers(): Handler {
  /** Region and cluster → element → value, for as long as moto keeps the cluster: in memory. */
  const clusters = new Map<string, Record<string, string>>();

  return (request, forward) => {
    const { operation = "", region } = request;
    if (!/Clusters?$/.test(operation)) return undefined;
    const form = new URLSearchParams(request.body.toString("utf8"));
    const key = `${region}/${form.get("ClusterIdentifier")}`;
    if (operation === "CreateCluster") clusters.set(key, { ...DEFAULTS });
    if (operation === "CreateCluster" || operation === "ModifyCluster") {
      const known = clusters.get(key) ?? { ...DEFAULTS };
      for (const [input, element] of Object.entries(ASKED)) {
        const value = form.get(input);
        if (value !== null) Object.assign(known, Object.fromEntries([element(value)]));
      }
      clusters.set(key, known);
    }
    if (operation === "DeleteCluster") clusters.delete(key);
    return forward(request).then(async (response) => {
      const xml = (await bodyOf(response)).toString("utf8");
      const body = xml.replace(/<Cluster>[\s\S]*?<\/Cluster>/g, (cluster) => {
        const name = /<ClusterIdentifier>([^<]*)</.exec(cluster)?.[1];
        const settings = Object.entries(clusters.get(`${region}/${name}`) ?? DEFAULTS);
        let described = cluster.replace(
          /(<PreferredMaintenanceWindow>)([^<]*)/,
          (_, tag: string, window: string) => tag + window.toLowerCase(),
        );
        for (const [element] of settings) {
          described = described.replace(new RegExp(`<${element}>[^<]*</${element}>|<${element}/>`), "");
        }
        const added = settings.map(([element, value]) => `<${element}>${value}</${element}>`).join("");
        return described.replace("</ClusterStatus>", `</ClusterStatus>${added}`);
      });
      return { ...response, body };
    });
  };
}
