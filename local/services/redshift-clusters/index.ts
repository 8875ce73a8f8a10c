// Redshift's control plane of provisioned clusters: moto's, with what it lacks of clusters, parameter groups and schedules.
import { inTurn, type LocalService } from "../../gateway/service.ts";
import { redshiftAdminSecret } from "./admin-secret.ts";
import { redshiftClusterAnswers } from "./clusters.ts";
import { redshiftIamRoles } from "./iam-roles.ts";
import { redshiftParameters } from "./parameters.ts";
import { redshiftScheduledActions } from "./scheduled-actions.ts";

export const redshiftClusters = (): LocalService => ({
  services: ["redshift"],
  // Redshift makes and takes away the secrets of administrators.
  changesAccess: ({ operation = "" }) => /^(Create|Modify|Delete)Cluster$/.test(operation),
  handle: inTurn(
    redshiftAdminSecret(),
    redshiftIamRoles(),
    redshiftClusterAnswers(),
    redshiftParameters(),
    redshiftScheduledActions(),
  ),
});
