// A budget, and a monitor of cost anomalies: each only where it is asked for.
import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget/index.js";
import { CeAnomalyMonitor } from "@cdktf/provider-aws/lib/ce-anomaly-monitor/index.js";
import { CeAnomalySubscription } from "@cdktf/provider-aws/lib/ce-anomaly-subscription/index.js";
import {
  type Construct,
  dynamicBlock,
  type Expr,
  jsonencode,
  one,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns the name of the budget; null where there is none */
export function budget(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const asked = vars.budget;
  const tell = (notificationType: string, threshold: number) => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses: asked.attr("emails").list,
  });
  const made = new BudgetsBudget(scope, "budget", {
    name: `${vars.name}`,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: tf`tostring(${asked.attr("monthly_usd")})`.toString(),
    limitUnit: "USD",
    notification: [tell("ACTUAL", 80), tell("FORECASTED", 100)],
  });
  dynamicBlock(made, "cost_filter", tf`[for t in [${asked.attr("tag")}] : t if t != null]`, ({ value }) => ({
    name: "TagKeyValue",
    values: [tf`"user:\${${value}.key}$\${${value}.value}"`],
  }));
  return one(when(tf`${asked} != null`, made), "name");
}

/** @returns the ARN of the monitor; null where there is none */
export function costAnomalies(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const asked = vars.cost_anomalies;
  const is = tf`${asked} != null`;
  const monitor = when(
    is,
    new CeAnomalyMonitor(scope, "anomalies", {
      name: `${vars.name}`,
      monitorType: "CUSTOM",
      // As Cost Explorer gives it back, with all that is not said, so that a plan finds no difference.
      monitorSpecification: jsonencode({
        And: null,
        CostCategories: null,
        Dimensions: null,
        Not: null,
        Or: null,
        Tags: {
          Key: tf`try(${asked}.tag.key, "")`,
          MatchOptions: null,
          Values: [tf`try(${asked}.tag.value, "")`],
        },
      }).toString(),
      tags: vars.tags.map,
    }),
  );
  const subscription = new CeAnomalySubscription(scope, "anomalies-told", {
    name: `${vars.name}`,
    frequency: "DAILY",
    monitorArnList: tf`${ref(monitor)}[*].arn`.list,
    subscriber: [],
    thresholdExpression: {
      dimension: {
        key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
        matchOptions: ["GREATER_THAN_OR_EQUAL"],
        values: [tf`tostring(${asked.attr("least_usd")})`.toString()],
      },
    },
    tags: vars.tags.map,
  });
  dynamicBlock(subscription, "subscriber", tf`toset(${asked.attr("emails")})`, ({ value }) => ({
    type: "EMAIL",
    address: value,
  }));
  when(is, subscription);
  return one(monitor, "arn");
}
