// What of a lifecycle is refused in the plan: what S3 refuses, what costs more than it saves, and what takes rows out of queries
// without a word.
import { goesOffline, LEAST, leastDays, type Steps, stepRules } from "../constructs/step-rules.ts";
import { IA_CLASSES, IA_DAYS, OFFLINE_CLASSES } from "../constructs/storage-classes.ts";
import { type Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";
import { CLASS_OF_ZONE, DATASET_ZONES, READ_ZONES } from "./zones.ts";

type LakeVars = Vars<typeof inputs>;

const CLASS_WHERE_UNSAID = { ...CLASS_OF_ZONE };

const stepsOf = (vars: LakeVars): Steps => ({
  variable: "lifecycles",
  where: " in lifecycles",
  all: vars.lifecycles,
  otherwise: CLASS_OF_ZONE,
  read: READ_ZONES,
  readAs: `for ${READ_ZONES.join(", ")} in lifecycles`,
});

export const lifecycleChecks = (vars: LakeVars): Rule[] => [
  ...stepRules(stepsOf(vars)),
  {
    variable: "archive_small_objects",
    condition: tf`!${vars.archive_small_objects} || ${goesOffline(stepsOf(vars))} || length(${vars.dataset_retention}) > 0`,
    message: `Leave archive_small_objects false where nothing goes to ${OFFLINE_CLASSES.join(" or ")}: the other classes take no object below 128 KB.`,
  },
  ...datasetChecks(vars),
];

function datasetChecks(vars: LakeVars): Rule[] {
  /** Of a zone of datasets: the class that their archive_after_days means. */
  const classOf = (zone: string): Expr =>
    tf`try(coalesce(${vars.lifecycles}[${zone}].archive_storage_class, ${CLASS_WHERE_UNSAID}[${zone}]), ${CLASS_WHERE_UNSAID}[${zone}])`;
  const classes: Value = DATASET_ZONES.map(classOf);
  const read = DATASET_ZONES.filter((zone) => READ_ZONES.includes(zone));
  const agreed = (zone: string): Expr => tf`try(${vars.lifecycles}[${zone}].queries_pass_over_it, false)`;
  const archives = tf`length([for r in ${vars.dataset_retention} : r if r.archive_after_days != null]) == 0`;
  return [
    {
      variable: "dataset_retention",
      condition: tf`alltrue([for r in ${vars.dataset_retention} : r.archive_after_days == null || r.expire_after_days == null ? true : r.expire_after_days >= r.archive_after_days + max([for c in ${classes} : max(1, ${LEAST}[c])]...)])`,
      message: `Write in a dataset's retention an expire_after_days that lets its objects stay in the archive class for as long as they are paid for there: ${leastDays()}.`,
    },
    {
      variable: "dataset_retention",
      condition: tf`alltrue([for r in ${vars.dataset_retention} : try(r.archive_after_days >= ${IA_DAYS}, true)]) || !anytrue([for c in ${classes} : contains(${[...IA_CLASSES]}, c)])`,
      message: `Write for archive_after_days ${IA_DAYS} or more where a zone of datasets archives to ${IA_CLASSES.join(" or ")}: S3 moves nothing there before.`,
    },
    {
      variable: "dataset_retention",
      condition: tf`${archives} || alltrue(${read.map((zone) => tf`${agreed(zone)} || !contains(${[...OFFLINE_CLASSES]}, ${classOf(zone)})`)})`,
      message: `Write queries_pass_over_it = true beside archive_storage_class in lifecycles for ${read.join(" and ")}, or GLACIER_IR: a dataset's retention would move its rows where Athena passes over them and Redshift fails.`,
    },
  ];
}
