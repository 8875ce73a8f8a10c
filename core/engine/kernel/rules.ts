// Which of a column's rules the kernel judges, and by what. What it says of a row is that it breaks none of them for sure; the others
// are judged in SQL, row by row, as they would be without it.

import { valueText } from "../../contract/values.ts";
import type { PlannedColumn } from "../../plan/columns.ts";
import type { Plan } from "../../plan/plan.ts";
import { tableOf } from "./forms/automaton.ts";
import { type Form, oneOf, parsePattern } from "./forms/pattern.ts";

/** As in assembly/layout.as. */
export const RULE = { any: 1, null: 2, empty: 4, range: 8 } as const;
const LONGEST = 2 ** 31 - 1;

export interface JudgedRules {
  /** As quarantine rows carry them. */
  readonly reasons: readonly string[];
  /** Of RULE. */
  readonly flags: number;
  /** In bytes; `shortest` of texts that are ASCII. */
  readonly shortest: number;
  readonly longest: number;
  /** Tables of forms that a text must have. */
  readonly forms: readonly Uint8Array[];
  /** A value's bounds, as texts that the column's reader takes. */
  readonly min?: string;
  readonly max?: string;
}

const NONE: JudgedRules = { reasons: [], flags: 0, shortest: 0, longest: LONGEST, forms: [] };

const known = new WeakMap<PlannedColumn, Map<boolean, JudgedRules>>();

/** The rules of a column that the kernel judges. `typed`: whether it reads the column's values, and does not just take its texts. */
export function judgedRules(plan: Plan, planned: PlannedColumn, typed: boolean): JudgedRules {
  let own = known.get(planned);
  if (!own) {
    own = new Map();
    known.set(planned, own);
  }
  let rules = own.get(typed);
  if (!rules) {
    rules = rulesOf(plan, planned, typed);
    own.set(typed, rules);
  }
  return rules;
}

function rulesOf(plan: Plan, planned: PlannedColumn, typed: boolean): JudgedRules {
  const { column, type, required } = planned;
  const nulls = column.null_values ?? plan.dataset.source.null_values;
  const hasOthers = nulls.some((value) => value !== "");
  if (!typed && type.kind !== "string") return NONE;
  // Another null value becomes the default, which nobody has looked at.
  if (!typed && hasOthers && column.default !== undefined) return NONE;
  const needed = required && column.default === undefined;
  const rules: string[] = [];
  const forms: Uint8Array[] = [];
  let shortest = 0;
  let longest = LONGEST;
  const bounds: { min?: string; max?: string } = {};
  // A text that stands for null is no value to its reader, and left to SQL.
  if (needed && (typed || !hasOthers)) rules.push("required");
  if (typed) {
    rules.push("type");
    for (const bound of ["min", "max"] as const) {
      const value = column[bound];
      const text = value === undefined ? undefined : valueText(type, value);
      if (text === undefined) continue;
      bounds[bound] = text;
      rules.push(bound);
    }
  } else {
    const add = (rule: string, form: Form | undefined): void => {
      const table = form && tableOf(form);
      if (!table) return;
      forms.push(table);
      rules.push(rule);
    };
    if (column.min_length !== undefined) {
      shortest = column.min_length;
      rules.push("min_length");
    }
    if (column.max_length !== undefined) {
      longest = Math.min(longest, column.max_length);
      rules.push("max_length");
    }
    if (column.pattern !== undefined) add("pattern", parsePattern(column.pattern));
    if (column.in !== undefined) add("in", oneOf(column.in.filter((value) => typeof value === "string")));
  }
  const reasons = rules
    .map((rule) => `${column.name}:${rule}`)
    .filter((reason) => !isOthersToo(plan, planned, reason));
  if (reasons.length === 0) return NONE;
  const flags =
    RULE.any |
    (needed || column.default !== undefined ? 0 : RULE.null) |
    (nulls.includes("") ? RULE.empty : 0) |
    (bounds.min !== undefined || bounds.max !== undefined ? RULE.range : 0);
  return { reasons, flags, shortest, longest, forms, ...bounds };
}

/** Whether what is not a rule of the column has the same reason: a partition's folder, or a check. */
function isOthersToo(
  { dataset, partitions }: Plan,
  { column: { name } }: PlannedColumn,
  reason: string,
): boolean {
  if (dataset.checks.some((check) => reason === `check:${check.name}`)) return true;
  const isFolder = partitions.some(({ spec }) => spec.transform === "identity" && spec.column === name);
  return isFolder && (reason === `${name}:max_length` || reason === `${name}:in`);
}
