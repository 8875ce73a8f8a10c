// What a path of SQL/JSON finds in a document: a sequence of items.
// Source: Trino's "JSON functions and operators", the part on the path language.
import { isNumber, numberWritten, parseExactly } from "../../../../sql/exact-json.ts";
import type { Comparison, Index, JsonPath, Operand, Path, Predicate, Step } from "./parse.ts";

/** The document has not the shape that a strict path says. */
export class Mismatch extends Error {}

/** @param document parsed with its numbers as they are written */
export function evaluate({ isStrict, path }: JsonPath, document: unknown): unknown[] {
  return new Evaluation(isStrict, document).path(path, document);
}

type Compared = Extract<Predicate, { kind: "comparison" }>;

class Evaluation {
  readonly #isStrict: boolean;
  readonly #document: unknown;

  constructor(isStrict: boolean, document: unknown) {
    this.#isStrict = isStrict;
    this.#document = document;
  }

  path({ root, steps }: Path, current: unknown): unknown[] {
    let items = [root === "$" ? this.#document : current];
    for (const step of steps) items = items.flatMap((item) => this.#step(step, item));
    return items;
  }

  #step(step: Step, item: unknown): unknown[] {
    if (step.kind === "elements") return this.#elements(item);
    if (step.kind === "size") return [numberWritten(String(this.#elements(item).length))];
    if (step.kind === "subscripts") return this.#subscripts(step.ranges, this.#elements(item));
    // What is no array stands for itself, and in lax mode an array for its elements.
    const items = Array.isArray(item) && !this.#isStrict ? item : [item];
    if (step.kind === "filter") return items.filter((one) => this.#holds(step.predicate, one) === true);
    return items.flatMap((one) => {
      if (!isObject(one)) return this.#missing(`no object: ${JSON.stringify(one)}`);
      if (step.kind === "members") return Object.values(one);
      return Object.hasOwn(one, step.name) ? [one[step.name]] : this.#missing(`no member '${step.name}'`);
    });
  }

  #elements(item: unknown): unknown[] {
    if (Array.isArray(item)) return item;
    if (this.#isStrict) throw new Mismatch(`no array: ${JSON.stringify(item)}`);
    return [item];
  }

  #subscripts(ranges: readonly (readonly [Index, Index])[], items: readonly unknown[]): unknown[] {
    const place = ({ fromLast, at }: Index): number => (fromLast ? items.length - 1 - at : at);
    return ranges.flatMap(([first, last]) => {
      const [from, to] = [place(first), place(last)];
      if (this.#isStrict && (from < 0 || to >= items.length || from > to))
        throw new Mismatch(`no elements ${from} to ${to} of ${items.length}`);
      return items.slice(Math.max(0, from), Math.max(0, to + 1));
    });
  }

  #missing(what: string): [] {
    if (this.#isStrict) throw new Mismatch(what);
    return [];
  }

  /** undefined where it is not known. */
  #holds(predicate: Predicate, item: unknown): boolean | undefined {
    if (predicate.kind === "not") {
      const inner = this.#holds(predicate.inner, item);
      return inner === undefined ? undefined : !inner;
    }
    if (predicate.kind === "and" || predicate.kind === "or") {
      const decides = predicate.kind === "or";
      const sides = predicate.sides.map((side) => this.#holds(side, item));
      if (sides.includes(decides)) return decides;
      return sides.includes(undefined) ? undefined : !decides;
    }
    try {
      if (predicate.kind === "exists") return this.path(predicate.path, item).length > 0;
      const { operator, left, right } = predicate as Compared;
      return this.#anyHolds(operator, this.#operand(left, item), this.#operand(right, item));
    } catch (error) {
      if (error instanceof Mismatch) return undefined;
      throw error;
    }
  }

  #operand(operand: Operand, item: unknown): unknown[] {
    const items = "path" in operand ? this.path(operand.path, item) : [parseExactly(operand.literal)];
    return this.#isStrict ? items : items.flatMap((one) => (Array.isArray(one) ? one : [one]));
  }

  /** Pair by pair: a lax path says so at the first that holds, a strict one only where all can be compared. */
  #anyHolds(operator: Comparison, left: readonly unknown[], right: readonly unknown[]): boolean | undefined {
    let holds = false;
    for (const a of left) {
      for (const b of right) {
        const answer = compare(operator, a, b);
        if (answer === undefined) return undefined;
        if (answer && !this.#isStrict) return true;
        holds ||= answer;
      }
    }
    return holds;
  }
}

/** undefined where the two cannot be compared. */
function compare(operator: Comparison, left: unknown, right: unknown): boolean | undefined {
  if (isComposed(left) || isComposed(right)) return undefined;
  if (left === null || right === null) {
    // Nulls are equal to each other, and come neither before nor after anything.
    return operator === "==" ? left === right : operator === "<>" ? left !== right : false;
  }
  const [a, b] = [comparable(left), comparable(right)];
  if (a === undefined || b === undefined || kindOf(a) !== kindOf(b)) return undefined;
  // A whole number may stand beside one that is none.
  const isEqual = a <= b && a >= b;
  if (operator === "==") return isEqual;
  if (operator === "<>") return !isEqual;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

const kindOf = (value: unknown): string => (typeof value === "bigint" ? "number" : typeof value);

/** A value that JavaScript compares; undefined for a whole number beyond 64 bits, which Trino has not. */
function comparable(value: unknown): bigint | number | string | boolean | undefined {
  if (!isNumber(value)) return value as string | boolean;
  const text = JSON.stringify(value);
  if (!/^-?\d+$/.test(text)) return Number(text);
  const whole = BigInt(text);
  return BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isNumber(value);
/** Whether a value is an array or an object. */
export const isComposed = (value: unknown): boolean => Array.isArray(value) || isObject(value);
