// The conditions of a statement. IAM User Guide: "Condition operators", "Multivalued context keys".
import { BlockList, isIP } from "node:net";
import { type ContextKeys, filled, isLike, isLikeArn } from "./match.ts";
import { type Condition, PolicyError } from "./policy.ts";

/** Whether one value of the request fits one value of the policy. */
type Fits = (policy: string, request: string, context: ContextKeys | undefined) => boolean;

const textual =
  (compare: (policy: string, request: string) => boolean): Fits =>
  (policy, request, context) => {
    const value = filled(policy, context);
    return value !== undefined && compare(value, request);
  };

const numeric = (compare: (request: number, policy: number) => boolean): Fits =>
  textual((policy, request) => {
    const [a, b] = [Number(request), Number(policy)];
    return request.trim() !== "" && !Number.isNaN(a) && !Number.isNaN(b) && compare(a, b);
  });

/** Milliseconds since 1970: ISO 8601, or seconds. */
const time = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const dated = (compare: (request: number, policy: number) => boolean): Fits =>
  textual((policy, request) => {
    const [a, b] = [time(request), time(policy)];
    return !Number.isNaN(a) && !Number.isNaN(b) && compare(a, b);
  });

/** An address, or a range of them by the bits that they share, in a policy. */
const inRange: Fits = textual((policy, request) => {
  const [network = "", prefix] = policy.split("/");
  const [family, found] = [isIP(network), isIP(request)];
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (family === 0 || found !== family || !Number.isInteger(bits) || bits > (family === 4 ? 32 : 128))
    return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const range = new BlockList();
  range.addSubnet(network, bits, type);
  return range.check(request, type);
});

const lower = (text: string): string => text.toLowerCase();

/** The operators that are true where something fits; a Not of each is their negation. */
const OPERATORS: Readonly<Record<string, Fits>> = {
  StringEquals: textual((policy, request) => policy === request),
  StringEqualsIgnoreCase: textual((policy, request) => lower(policy) === lower(request)),
  StringLike: (policy, request, context) => isLike(policy, request, context),
  NumericEquals: numeric((request, policy) => request === policy),
  NumericLessThan: numeric((request, policy) => request < policy),
  NumericLessThanEquals: numeric((request, policy) => request <= policy),
  NumericGreaterThan: numeric((request, policy) => request > policy),
  NumericGreaterThanEquals: numeric((request, policy) => request >= policy),
  DateEquals: dated((request, policy) => request === policy),
  DateLessThan: dated((request, policy) => request < policy),
  DateLessThanEquals: dated((request, policy) => request <= policy),
  DateGreaterThan: dated((request, policy) => request > policy),
  DateGreaterThanEquals: dated((request, policy) => request >= policy),
  Bool: textual((policy, request) => lower(policy) === lower(request)),
  BinaryEquals: textual((policy, request) => policy === request),
  IpAddress: inRange,
  // Both take wildcards.
  ArnEquals: (policy, request, context) => isLikeArn(policy, request, context),
  ArnLike: (policy, request, context) => isLikeArn(policy, request, context),
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
  NotIpAddress: "IpAddress",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

const SHAPE = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Whether a condition holds for the request.
 * @throws PolicyError where its operator is unknown
 */
export function holds({ operator, key, values }: Condition, keys: ContextKeys, variables: boolean): boolean {
  const [, set, name = "", ifExists] = SHAPE.exec(operator) ?? [];
  const found = keys.get(key.toLowerCase());
  if (name === "Null") return values.some((value) => (lower(value) === "true") === (found === undefined));
  const fits = OPERATORS[NEGATED[name] ?? name];
  if (!fits) throw new PolicyError(`${operator} is not an operator that is judged here.`);
  const negated = name in NEGATED;
  if (!found) return ifExists !== undefined || set === "ForAllValues" || (negated && set !== "ForAnyValue");
  const context = variables ? keys : undefined;
  const fitting = (request: string): boolean => values.some((policy) => fits(policy, request, context));
  const holding = (request: string): boolean => fitting(request) !== negated;
  if (set === "ForAllValues") return found.every(holding);
  if (set === "ForAnyValue") return found.some(holding);
  return negated ? !found.some(fitting) : found.some(fitting);
}
