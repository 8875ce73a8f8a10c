// What must hold between the trail's inputs.
import { stepRules } from "../constructs/step-rules.ts";
import { type Expr, tf, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";
import { FILES_CLASS, fileSteps } from "./steps.ts";

/** Values of all conditions of a trail's advanced selectors. Source: CloudTrail API, PutEventSelectors. */
const MOST_VALUES = 500;
/** What the selectors say beside the ARNs, at most. */
const OTHER_VALUES = 30;
/** Principals whose ARNs fit a pattern of 1,024 characters, where they are long. Source: CloudWatch Logs API, PutMetricFilter. */
const MOST_PRINCIPALS = 4;

export function rules(vars: Vars<typeof inputs>): Rule[] {
  const named = (variable: "expected_principal_arns" | "detokenize_caller_arns"): Rule => ({
    variable,
    condition: tf`length(${vars[variable]}) <= ${MOST_PRINCIPALS} && alltrue([for a in ${vars[variable]} : can(regex("^arn:[^:]+:(iam|sts)::[0-9]*:", a))])`,
    message: `Write for ${variable} at most ${MOST_PRINCIPALS} ARNs of roles or users: more do not fit the pattern of a metric filter.`,
  });
  const given = (
    create: "create_bucket" | "create_database",
    name: "bucket_name" | "database_name",
  ): Rule => ({
    variable: create,
    condition: tf`${vars[create]} || ${vars[name]} != null`,
    message: `Give ${name} where ${create} is false.`,
  });
  const bucketsOf = (trail: Expr): Expr =>
    tf`[for b in values(${vars.buckets}) : b.arn if endswith(b.arn, ":::\${${trail}}")]`;
  return [
    given("create_bucket", "bucket_name"),
    given("create_database", "database_name"),
    named("expected_principal_arns"),
    named("detokenize_caller_arns"),
    {
      variable: "create_trail",
      condition: tf`${vars.create_trail} || ${vars.bucket_name} != null || !${vars.create_table}`,
      message:
        "Give bucket_name where create_trail is false: the table is over the files of the trail that there is. Or set create_table to false.",
    },
    {
      variable: "object_lock",
      condition: tf`${vars.object_lock} == null || ${vars.expire_after_days} == null ? true : ${vars.expire_after_days} >= ${vars.object_lock.attr("days")}`,
      message:
        "Write for expire_after_days no less than object_lock.days: S3 deletes nothing that is locked.",
    },
    ...stepRules({
      variable: "transitions",
      where: "",
      all: tf`${{ files: fileSteps(vars) }}`,
      otherwise: { files: FILES_CLASS },
      read: ["files"],
      readAs: "for the trail",
    }),
    {
      variable: "buckets",
      condition: tf`length(${vars.buckets}) + length(${vars.functions}) + length(${vars.tables}) <= ${MOST_VALUES - OTHER_VALUES}`,
      message: `Name at most ${MOST_VALUES - OTHER_VALUES} buckets, functions and tables: a trail's selectors take ${MOST_VALUES} values.`,
    },
    {
      variable: "buckets",
      condition: tf`length(${bucketsOf(tf`coalesce(${vars.bucket_name}, "?")`)}) == 0`,
      message:
        "Leave the trail's own bucket out of buckets: each of its files would be recorded in the next one.",
    },
  ];
}
