// The gaps of moto that the gateway mends, one file each. The first in the list sees a request first.
import type { Principals } from "../../iam/principals.ts";
import type { Mend } from "../router.ts";
import { athenaTags } from "./athena-tags.ts";
import { dynamodbTags } from "./dynamodb-tags.ts";
import { lakeFormationGrants } from "./lake-formation-grants.ts";
import { lambdaKmsKey } from "./lambda-kms-key.ts";
import { redshiftAdminSecret } from "./redshift-admin-secret.ts";
import { redshiftClusters } from "./redshift-clusters.ts";
import { redshiftIamRoles } from "./redshift-iam-roles.ts";
import { redshiftParameters } from "./redshift-parameters.ts";
import { redshiftScheduledActions } from "./redshift-scheduled-actions.ts";
import { sqsPolicies } from "./sqs-policies.ts";
import { sqsRedriveAllow } from "./sqs-redrive-allow.ts";
import { stsIdentity } from "./sts-identity.ts";

export function mends(principals: Principals, accountId: string): readonly Mend[] {
  return [
    athenaTags,
    dynamodbTags,
    lakeFormationGrants(),
    lambdaKmsKey(),
    redshiftAdminSecret(),
    redshiftIamRoles(),
    redshiftClusters(),
    redshiftParameters(),
    redshiftScheduledActions(),
    sqsPolicies,
    sqsRedriveAllow(),
    stsIdentity(principals, accountId),
  ];
}
