// The rule of a composite alarm: ALARM("x"), OK(x) and INSUFFICIENT_DATA(arn), TRUE and FALSE, joined by AND, OR and NOT.
// Source: CloudWatch API, PutCompositeAlarm, AlarmRule.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { State } from "./alarm.ts";

export type Rule =
  | { kind: "always"; value: boolean }
  | { kind: "state"; state: State; alarm: string }
  | { kind: "not"; of: Rule }
  | { kind: "and" | "or"; left: Rule; right: Rule };

/** What AWS takes: characters of a rule, elements of it, alarms that it names. */
const MOST = { characters: 10_240, elements: 500, alarms: 100 };

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;
const STATES: readonly string[] = ["ALARM", "OK", "INSUFFICIENT_DATA"] satisfies State[];

interface Token {
  text: string;
  quoted: boolean;
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [, quoted, sign, word] = match;
    found.push(
      quoted === undefined
        ? { text: String(sign ?? word), quoted: false }
        : { text: quoted.replaceAll(/\\(.)/g, "$1"), quoted: true },
    );
  }
  return found;
}

/** @throws ApiError where the text is no rule, or more than AWS takes */
export function parseRule(text: string): Rule {
  const refuse = (why: string) => new ApiError("ValidationError", `AlarmRule is invalid: ${why}.`);
  if (text.length < 1 || text.length > MOST.characters)
    throw refuse(`it has ${text.length} characters, and may have ${MOST.characters}`);
  const all = tokensOf(text);
  let at = 0;
  const next = (): Token => {
    const token = all[at];
    if (!token) throw refuse("it ends too early");
    at += 1;
    return token;
  };
  const is = (word: string): boolean => all[at]?.quoted === false && all[at]?.text.toUpperCase() === word;
  const expect = (sign: string): void => {
    const token = next();
    if (token.quoted || token.text !== sign) throw refuse(`expected ${sign} and found ${token.text}`);
  };
  const either = (): Rule => {
    let left = both();
    while (is("OR")) {
      at += 1;
      left = { kind: "or", left, right: both() };
    }
    return left;
  };
  const both = (): Rule => {
    let left = single();
    while (is("AND")) {
      at += 1;
      left = { kind: "and", left, right: single() };
    }
    return left;
  };
  const single = (): Rule => {
    const token = next();
    const word = token.quoted ? "" : token.text.toUpperCase();
    if (word === "NOT") return { kind: "not", of: single() };
    if (word === "TRUE" || word === "FALSE") return { kind: "always", value: word === "TRUE" };
    if (word === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    if (!STATES.includes(word)) throw refuse(`unexpected ${token.text}`);
    expect("(");
    const alarm = next().text;
    expect(")");
    return { kind: "state", state: word as State, alarm };
  };
  const rule = either();
  if (at < all.length) throw refuse(`unexpected ${all[at]?.text}`);
  const named = alarmsIn(rule);
  if (elementsOf(rule) > MOST.elements) throw refuse(`it has more than ${MOST.elements} elements`);
  if (new Set(named).size > MOST.alarms) throw refuse(`it names more than ${MOST.alarms} alarms`);
  return rule;
}

/** Names or ARNs, as they stand in the rule. */
export function alarmsIn(rule: Rule): string[] {
  switch (rule.kind) {
    case "state":
      return [rule.alarm];
    case "not":
      return alarmsIn(rule.of);
    case "always":
      return [];
    default:
      return [...alarmsIn(rule.left), ...alarmsIn(rule.right)];
  }
}

function elementsOf(rule: Rule): number {
  if (rule.kind === "not") return 1 + elementsOf(rule.of);
  if (rule.kind === "and" || rule.kind === "or") return 1 + elementsOf(rule.left) + elementsOf(rule.right);
  return 1;
}

/** @param stateOf the state of an alarm by what the rule calls it; undefined where there is none */
export function holds(rule: Rule, stateOf: (alarm: string) => State | undefined): boolean {
  switch (rule.kind) {
    case "always":
      return rule.value;
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "not":
      return !holds(rule.of, stateOf);
    case "and":
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    default:
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}
