// Rules of checks: names of their own, and expressions that can be read and typed.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { ExpressionError, parseExpression } from "../expression/index.ts";
import type { Scope } from "./scope.ts";
import { repeated } from "./scope.ts";

export function checkIssues({ dataset, path, types, columns }: Scope): ContractIssue[] {
  const names = repeated(dataset.checks.map(({ name }) => name)).keys();
  const issues = [...names].map((name) => issue("duplicate_check", `${path}.checks.${name}.name`, { name }));
  // Without every column's type the expressions would be blamed for the columns' faults.
  if (types.size < columns.size) return issues;
  for (const { name, expression } of dataset.checks) {
    try {
      parseExpression(expression, types);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const words = { position: String(error.position), because: error.message };
      issues.push(issue("bad_expression", `${path}.checks.${name}.expression`, words));
    }
  }
  return issues;
}
