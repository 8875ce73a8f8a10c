// What is refused in the plan of how objects move from class to class: what S3 refuses, what costs more than it saves, and what takes
// rows out of queries without a word.
import { type Expr, tf, type Value } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import { ARCHIVE_CLASSES, IA_CLASSES, IA_DAYS, LEAST_DAYS, OFFLINE_CLASSES } from "./storage-classes.ts";

const CLASSES: Value = [...ARCHIVE_CLASSES];
/** Class → days that an object is paid for in it, at least. */
export const LEAST = { ...LEAST_DAYS };

export interface Steps {
  /** The variable that says them, and where in it, such as ` in lifecycles`; empty where it is the variables themselves. */
  variable: string;
  where: string;
  /** Name → { archive_after_days, archive_storage_class, transitions, queries_pass_over_it, expire_after_days } */
  all: Expr;
  /** Name → the class that archive_after_days means where none is named. */
  otherwise: { readonly [name: string]: string };
  /** Names of what is read by queries, and what that is. */
  read: readonly string[];
  readAs: string;
}

/** Of one named `z` whose values are `v`: all its steps as a list of { c = class, d = days }, warmest first. */
const listOf = ({ otherwise }: Pick<Steps, "otherwise">): Expr => {
  const own = tf`coalesce(v.archive_storage_class, ${{ ...otherwise }}[z])`;
  const steps = tf`merge({ for c, d in v.transitions : c => d }, v.archive_after_days == null ? {} : { (${own}) = v.archive_after_days })`;
  return tf`[for c in ${CLASSES} : { c = c, d = (${steps})[c] } if contains(keys(${steps}), c)]`;
};

/** Whether `condition` holds for all that are named `z`, with their values `v` and their steps `l`. */
export const everyOne = (steps: Pick<Steps, "all" | "otherwise">, condition: Expr): Expr =>
  tf`alltrue(flatten([for z, v in ${steps.all} : [for l in [${listOf(steps)}] : ${condition}]]))`;

/** Whether anything moves to a class that nobody can read from at once. */
export const goesOffline = (steps: Pick<Steps, "all" | "otherwise">): Expr =>
  tf`!${everyOne(steps, tf`!anytrue([for s in l : contains(${[...OFFLINE_CLASSES]}, s.c)])`)}`;

export function stepRules(steps: Steps): Rule[] {
  const { variable, where, all, read, readAs } = steps;
  const rule = (condition: Expr, message: string): Rule => ({ variable, condition, message });
  return [
    rule(
      tf`alltrue([for v in ${all} : v.archive_after_days == null || length(v.transitions) == 0])`,
      `Write archive_after_days or transitions${where && ` in a zone of${where.replace(" in", "")}`}, not both.`,
    ),
    rule(
      everyOne(steps, tf`alltrue([for s in l : s.d >= ${IA_DAYS} if contains(${[...IA_CLASSES]}, s.c)])`),
      `Write${where} ${IA_DAYS} days or more for ${IA_CLASSES.join(" and ")}: S3 moves nothing there before.`,
    ),
    rule(
      everyOne(
        steps,
        tf`alltrue([for i, s in l : i == 0 ? true : s.d > l[i - 1].d && s.d >= l[i - 1].d + ${LEAST}[l[i - 1].c]])`,
      ),
      `Write${where} days that let objects stay in each class for as long as they are paid for there (${leastDays()}), from ${ARCHIVE_CLASSES.join(" to ")}: S3 moves them in that order only.`,
    ),
    rule(
      everyOne(
        steps,
        tf`v.expire_after_days == null ? true : alltrue([for s in l : v.expire_after_days >= s.d + max(1, ${LEAST}[s.c])])`,
      ),
      `Write${where} an expire_after_days that lets objects stay in their last class for as long as they are paid for there: ${leastDays()}.`,
    ),
    rule(
      everyOne(
        steps,
        tf`v.queries_pass_over_it || !contains(${[...read]}, z) || length([for s in l : s if contains(${[...OFFLINE_CLASSES]}, s.c)]) == 0`,
      ),
      `Write queries_pass_over_it = true beside ${OFFLINE_CLASSES.join(" or ")} ${readAs}, or a class that can be read at once, such as GLACIER_IR: Athena passes over what lies there, and Redshift fails on it.`,
    ),
  ];
}

export function leastDays(): string {
  return ARCHIVE_CLASSES.filter((name) => LEAST_DAYS[name] > 0)
    .map((name) => `${LEAST_DAYS[name]} in ${name}`)
    .join(", ");
}
