// IAM and resource policies. A statement names what it is about; `*` needs a reason that can be read here.
import type { Rarely } from "../../core/environment/rarely.ts";
import { type Expr, jsonencode, onlyIf, tf, type Value } from "./expression.ts";

export interface Statement {
  sid: string;
  /** Allow where absent. */
  effect?: "Allow" | "Deny";
  actions: readonly string[];
  /** Actions that may go unused for long, by the reason for it: each reason is a statement of its own, whose Sid ends in it. */
  rarely?: { readonly [R in Rarely]?: readonly string[] };
  /** ARNs; an action that takes no ARN says why in `anyResource` instead. */
  resources?: Value;
  /** Why the statement cannot name its resources. */
  anyResource?: string;
  principals?: { readonly [kind: string]: Value };
  conditions?: { readonly [operator: string]: { readonly [key: string]: Value } };
  /** The statement is there only where this holds. */
  when?: Expr;
}

/** A policy document as JSON text. */
export function policy(all: readonly Statement[]): Expr {
  const statements = all.flatMap(byReason);
  const unconditional = statements.filter((statement) => statement.when === undefined).map(body);
  const conditional = statements.flatMap((statement) =>
    statement.when === undefined ? [] : [onlyIf(statement.when, body(statement))],
  );
  const list = conditional.length === 0 ? unconditional : concat([unconditional, ...conditional]);
  return jsonencode({ Version: "2012-10-17", Statement: list });
}

/** A statement of the actions for everyday use, and one per reason for others. */
function byReason({ rarely = {}, ...statement }: Statement): Statement[] {
  const rare = Object.entries(rarely).map(([reason, actions]) => ({
    ...statement,
    sid: `${statement.sid}${reason}`,
    actions,
  }));
  return statement.actions.length === 0 ? rare : [statement, ...rare];
}

/** The statement of who does what it allows for one reason only, and may not for long. */
export function seldom(statement: Statement, reason: Rarely): Statement {
  const { actions, rarely = {} } = statement;
  if (actions.length === 0) return statement;
  return {
    ...statement,
    actions: [],
    rarely: { ...rarely, [reason]: [...(rarely[reason] ?? []), ...actions] },
  };
}

/** The statement, where this holds too. */
export const onlyWhere = (condition: Expr, statement: Statement): Statement => ({
  ...statement,
  when: statement.when ? tf`${condition} && (${statement.when})` : condition,
});

/** HCL's concat of lists. */
export function concat(lists: readonly Value[]): Expr {
  const [first, ...rest] = lists;
  return rest.reduce<Expr>((joined, list) => tf`concat(${joined}, ${list})`, tf`${first as Value}`);
}

function body(statement: Statement): Value {
  const { sid, effect = "Allow", actions, resources, anyResource, principals, conditions } = statement;
  if ((resources === undefined) === (anyResource === undefined)) {
    throw new Error(`statement ${sid}: name its resources, or say in anyResource why that cannot be`);
  }
  return {
    Sid: sid,
    Effect: effect,
    ...(principals ? { Principal: principals } : {}),
    Action: actions.length === 1 ? (actions[0] as string) : [...actions].sort(),
    Resource: resources ?? "*",
    ...(conditions ? { Condition: conditions } : {}),
  };
}

/**
 * Who may assume a role: one AWS service.
 * @param accountId whose resources it may do so for alone, where the service says whose they are
 */
export const assumeRole = (service: string | Expr, accountId?: Expr): Expr =>
  jsonencode({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(accountId && { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
      },
    ],
  });

/** Denies whatever does not come over TLS 1.2 or later. */
export const denyPlainText = (actions: string, resources: Value): Statement[] => [
  {
    sid: "DenyPlainText",
    effect: "Deny",
    actions: [actions],
    principals: { AWS: "*" },
    resources,
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  },
];
