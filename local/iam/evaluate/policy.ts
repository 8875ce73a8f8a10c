// A policy document as it is judged: its statements, each list a list, each value a text.
// Grammar: IAM User Guide, "Grammar of the IAM JSON policy language".

/** What a policy says that this evaluator does not know, or what no policy can say. */
export class PolicyError extends Error {}

/** Who a statement is about: kind (AWS, Service, Federated, CanonicalUser, or * for everybody) and names. */
export type Principals = readonly { readonly kind: string; readonly name: string }[];

export interface Condition {
  /** As the policy has it: "StringEquals", "ForAnyValue:StringLike", "ArnLikeIfExists". */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A list that is matched, or of which nothing may match. */
export interface Matched<T> {
  readonly not: boolean;
  readonly values: T;
}

export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions: Matched<readonly string[]>;
  /** Absent in a role's trust policy. */
  readonly resources?: Matched<readonly string[]>;
  /** Absent in the policies of identities. */
  readonly principals?: Matched<Principals>;
  readonly conditions: readonly Condition[];
  /** Version 2012-10-17 knows ${variables}; the older one, which is the default, takes them as text. */
  readonly variables: boolean;
}

type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const texts = (value: unknown, what: string): string[] =>
  [value].flat().map((one) => {
    if (typeof one === "string" || typeof one === "number" || typeof one === "boolean") return String(one);
    throw new PolicyError(`${what} holds what is no text: ${JSON.stringify(one)}.`);
  });

/** The member NAME, or NotNAME; undefined where the statement has neither. */
function matched<T>(members: Members, name: string, read: (value: unknown) => T): Matched<T> | undefined {
  const [plain, negated] = [members[name], members[`Not${name}`]];
  if (plain !== undefined && negated !== undefined)
    throw new PolicyError(`A statement has both ${name} and Not${name}.`);
  if (plain !== undefined) return { not: false, values: read(plain) };
  return negated === undefined ? undefined : { not: true, values: read(negated) };
}

function principalsOf(value: unknown): Principals {
  if (value === "*") return [{ kind: "*", name: "*" }];
  if (!isMembers(value)) throw new PolicyError('Principal is neither "*" nor an object.');
  return Object.entries(value).flatMap(([kind, names]) =>
    texts(names, `Principal.${kind}`).map((name) => ({ kind, name })),
  );
}

function conditionsOf(value: unknown): Condition[] {
  if (value === undefined) return [];
  if (!isMembers(value)) throw new PolicyError("Condition is no object.");
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isMembers(keys)) throw new PolicyError(`Condition.${operator} is no object.`);
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values, key) }));
  });
}

function statementOf(value: unknown, variables: boolean): PolicyStatement {
  if (!isMembers(value)) throw new PolicyError("A statement is no object.");
  const { Effect: effect } = value;
  if (effect !== "Allow" && effect !== "Deny") throw new PolicyError('Effect is neither "Allow" nor "Deny".');
  const actions = matched(value, "Action", (list) => texts(list, "Action"));
  if (!actions) throw new PolicyError("A statement has neither Action nor NotAction.");
  return {
    effect,
    actions,
    resources: matched(value, "Resource", (list) => texts(list, "Resource")),
    principals: matched(value, "Principal", principalsOf),
    conditions: conditionsOf(value.Condition),
    variables,
  };
}

/**
 * Reads a policy document, as text or as what its JSON holds.
 * @throws PolicyError where it is none
 */
export function statementsOf(document: unknown): PolicyStatement[] {
  let policy = document;
  if (typeof document === "string") {
    try {
      policy = JSON.parse(document);
    } catch {
      throw new PolicyError("The policy is no JSON.");
    }
  }
  if (!isMembers(policy)) throw new PolicyError("The policy is no object.");
  const variables = policy.Version === "2012-10-17";
  return [policy.Statement ?? []].flat().map((statement) => statementOf(statement, variables));
}
