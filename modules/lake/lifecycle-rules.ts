// What of a lifecycle is refused in the plan: what S3 refuses, what costs more than it saves, and what takes rows out of queries
// without a word.
import { type Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";
import {
  ARCHIVE_CLASSES,
  CLASS_OF_ZONE,
  DATASET_ZONES,
  IA_CLASSES,
  IA_DAYS,
  LEAST_DAYS,
  OFFLINE_CLASSES,
  READ_ZONES,
} from "./zones.ts";

type LakeVars = Vars<typeof inputs>;

const CLASS_WHERE_UNSAID = { ...CLASS_OF_ZONE };
const CLASSES: Value = [...ARCHIVE_CLASSES];
const LEAST = { ...LEAST_DAYS };

/** Of the zone `z` whose lifecycle is `v`: the class that archive_after_days means. */
const CLASS = tf`coalesce(v.archive_storage_class, ${CLASS_WHERE_UNSAID}[z])`;
/** All its steps, as class → days. */
const STEPS = tf`merge({ for c, d in v.transitions : c => d }, v.archive_after_days == null ? {} : { (${CLASS}) = v.archive_after_days })`;
/** The same as a list, warmest first. */
const LIST = tf`[for c in ${CLASSES} : { c = c, d = (${STEPS})[c] } if contains(keys(${STEPS}), c)]`;

/** Whether `condition` holds for every zone `z` with its lifecycle `v`, whose steps are `l`. */
const everyZone = (vars: LakeVars, condition: Expr): Expr =>
  tf`alltrue(flatten([for z, v in ${vars.lifecycles} : [for l in [${LIST}] : ${condition}]]))`;

export const lifecycleChecks = (vars: LakeVars): Rule[] => [
  {
    variable: "lifecycles",
    condition: tf`alltrue([for v in ${vars.lifecycles} : v.archive_after_days == null || length(v.transitions) == 0])`,
    message: "Write archive_after_days or transitions in a zone of lifecycles, not both.",
  },
  {
    variable: "lifecycles",
    condition: everyZone(
      vars,
      tf`alltrue([for s in l : s.d >= ${IA_DAYS} if contains(${[...IA_CLASSES]}, s.c)])`,
    ),
    message: `Write in lifecycles ${IA_DAYS} days or more for ${IA_CLASSES.join(" and ")}: S3 moves nothing there before.`,
  },
  {
    variable: "lifecycles",
    condition: everyZone(
      vars,
      tf`alltrue([for i, s in l : i == 0 ? true : s.d > l[i - 1].d && s.d >= l[i - 1].d + ${LEAST}[l[i - 1].c]])`,
    ),
    message: `Write in lifecycles days that let objects stay in each class for as long as they are paid for there (${leastDays()}), from ${ARCHIVE_CLASSES.join(" to ")}: S3 moves them in that order only.`,
  },
  {
    variable: "lifecycles",
    condition: everyZone(
      vars,
      tf`v.expire_after_days == null ? true : alltrue([for s in l : v.expire_after_days >= s.d + max(1, ${LEAST}[s.c])])`,
    ),
    message: `Write in lifecycles an expire_after_days that lets objects stay in their last class for as long as they are paid for there: ${leastDays()}.`,
  },
  {
    variable: "lifecycles",
    condition: everyZone(
      vars,
      tf`v.queries_pass_over_it || !contains(${[...READ_ZONES]}, z) || length([for s in l : s if contains(${[...OFFLINE_CLASSES]}, s.c)]) == 0`,
    ),
    message: `Write queries_pass_over_it = true beside ${OFFLINE_CLASSES.join(" or ")} for ${READ_ZONES.join(", ")} in lifecycles, or a class that can be read at once, such as GLACIER_IR: Athena passes over what lies there, and Redshift fails on it.`,
  },
  {
    variable: "archive_small_objects",
    condition: tf`!${vars.archive_small_objects} || anytrue(flatten([for z, v in ${vars.lifecycles} : [for l in [${LIST}] : [for s in l : contains(${[...OFFLINE_CLASSES]}, s.c)]]])) || length(${vars.dataset_retention}) > 0`,
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

function leastDays(): string {
  return ARCHIVE_CLASSES.filter((name) => LEAST_DAYS[name] > 0)
    .map((name) => `${LEAST_DAYS[name]} in ${name}`)
    .join(", ");
}
