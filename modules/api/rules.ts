// What must hold between the contract's `api` and its `deliver`, told when planning.
import { type Expr, tf } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";

/** `headrace check` says the same in the contract's words. */
export function subscribableRules(api: Expr, deliver: Expr): Rule[] {
  const those = (wrong: Expr): Expr =>
    tf`distinct(flatten([for k, g in try(${api}.groups, {}) : [for t in try(coalesce(g.subscriptions, []), []) : "\${k}.subscriptions: \${t}" if ${wrong}]]))`;
  const unknown = those(tf`!contains(keys(${deliver}), t)`);
  const fifo = those(tf`try(${deliver}[t].fifo, false)`);
  const rule = (words: string, names: Expr): Rule => ({
    variable: "api",
    condition: tf`try(length(${names}) == 0, true)`,
    message: tf`format(${`${words} api.groups.%s.`}, join(", ", ${names}))`,
  });
  return [
    rule("Name topics of the contract's deliver; there is none such:", unknown),
    rule("Name topics without fifo, since FIFO topics deliver to queues alone:", fifo),
  ];
}
