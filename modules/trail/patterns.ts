// Patterns of metric filters over records of CloudTrail: at most 1,024 characters each, which Terraform is asked to hold to.
// Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
import { type Expr, tf, type Value } from "../kit/index.ts";
import type { AlarmName } from "./alarm-names.ts";

const event = (...names: string[]): string => names.map((name) => `($.eventName = "${name}")`).join(" || ");

/** What reads has names of the same endings. */
const CHANGES = "($.readOnly IS FALSE) && ";

/** @param among what one of must hold. @param unexpected what must hold as well: the end of a pattern */
const pattern = (among: string, unexpected: Value = "", beside = ""): Expr =>
  tf`format("{ %s(%s)%s }", ${beside}, ${among}, ${unexpected})`;

type ByName = Readonly<
  Record<Exclude<AlarmName, "detokenize">, (unexpected: Expr) => { readonly [filter: string]: Expr }>
>;

/** Alarm → filters by name. */
export const PATTERNS: ByName = {
  policy_changed: (unexpected) => ({
    // For roles and users this includes what lets somebody become a role (UpdateAssumeRolePolicy).
    iam: pattern(
      event("*RolePolicy", "*UserPolicy", "*GroupPolicy", "*PolicyVersion", "*PermissionsBoundary"),
      unexpected,
      CHANGES,
    ),
    resources: pattern(
      event(
        "PutBucketPolicy",
        "DeleteBucketPolicy",
        "PutKeyPolicy",
        "PutResourcePolicy",
        "DeleteResourcePolicy",
        "AddPermission*",
        "RemovePermission*",
      ),
      unexpected,
    ),
  }),
  key_changed: (unexpected) => ({
    keys: pattern(
      event(
        "DisableKey",
        "ScheduleKeyDeletion",
        "DisableKeyRotation",
        "DeleteImportedKeyMaterial",
        "DeleteAlias",
        "UpdateAlias",
      ),
      unexpected,
    ),
  }),
  trail_stopped: (unexpected) => ({
    stopped: pattern(event("StopLogging", "DeleteTrail")),
    changed: pattern(event("UpdateTrail", "PutEventSelectors", "PutInsightSelectors"), unexpected),
  }),
  bucket_public: (unexpected) => ({
    opened: pattern(
      ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
        .map((flag) => `($.requestParameters.PublicAccessBlockConfiguration.${flag} IS FALSE)`)
        .concat('($.requestParameters.x-amz-acl[0] = "public-*")')
        .concat(
          '($.requestParameters.AccessControlPolicy.AccessControlList.Grant[0].Grantee.URI = "*AllUsers")',
        )
        .join(" || "),
    ),
    unprotected: pattern(
      event("DeleteBucketPublicAccessBlock", "DeleteAccountPublicAccessBlock"),
      unexpected,
    ),
  }),
  root_used: () => ({
    root: tf`${'{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }'}`,
  }),
  denied: () => ({
    denied: tf`${'{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'}`,
  }),
};

/** Of one function, `arn`: whoever invokes it and is neither API Gateway nor a caller that is named. */
export const detokenizePattern = (unlike: Expr): Expr => {
  const invokes = '{ ($.eventName = "Invoke*") && ($.resources[0].ARN = "%s*")';
  const noApi =
    '(($.userIdentity.invokedBy NOT EXISTS) || ($.userIdentity.invokedBy != "apigateway.amazonaws.com"))';
  return tf`format(${`${invokes} && ${noApi}%s }`}, arn, ${unlike})`;
};
