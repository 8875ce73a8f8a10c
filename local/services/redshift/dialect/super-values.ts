// Values of SUPER in JavaScript, as the texts of their JSON: elements of arrays, what makes two values equal, their order.
import { isNumber, parseExactly } from "../../../sql/exact-json.ts";

const PIECES = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** The elements of an array, as they are written; undefined of any other value. */
export function elementsOf(text: string): string[] | undefined {
  const pieces = text.match(PIECES) ?? [];
  if (pieces[0] !== "[") return undefined;
  const found: string[] = [];
  let depth = 0;
  let element = "";
  for (const piece of pieces.slice(1, -1)) {
    if (piece === "[" || piece === "{") depth++;
    if (piece === "]" || piece === "}") depth--;
    if (depth === 0 && piece === ",") {
      found.push(element);
      element = "";
    } else element += piece;
  }
  return element === "" ? found : [...found, element];
}

export const arrayOf = (elements: readonly string[]): string => `[${elements.join(",")}]`;

/** A number as all its equals are written. */
function plainNumber(text: string): string {
  const written = /e/i.test(text) ? String(Number(text)) : text;
  const plain = written.includes(".") && !written.includes("e") ? written.replace(/\.?0+$/, "") : written;
  return plain === "-0" ? "0" : plain;
}

function canonical(value: unknown): string {
  if (isNumber(value)) return plainNumber(JSON.stringify(value));
  // Blanks at the end of a text say nothing where it is compared.
  if (typeof value === "string") return JSON.stringify(value.replace(/ +$/, ""));
  if (Array.isArray(value)) return arrayOf(value.map(canonical));
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** The same text for all values that are equal: members in one order, numbers without needless digits. */
export const canonicalText = (text: string): string => canonical(parseExactly(text));

/** Truth values, numbers, texts, arrays, objects (AWS's page of ARRAY_SORT). */
const RANKS = [/^[tf]/, /^[-\d]/, /^"/, /^\[/, /^\{/];
const rankOf = (text: string): number => RANKS.findIndex((pattern) => pattern.test(text));

/** The order of two canonical values. */
function compare(a: string, b: string): number {
  const rank = rankOf(a);
  if (rank !== rankOf(b)) return rank - rankOf(b);
  if (rank === 1 && Number(a) !== Number(b)) return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function sorted(text: string, ascending: boolean, nullsFirst: boolean): string | null {
  const elements = elementsOf(text);
  if (!elements) return null;
  const keyed = elements.map((element) => ({ element, key: canonicalText(element) }));
  const values = keyed.filter(({ key }) => key !== "null");
  values.sort((a, b) => (ascending ? compare(a.key, b.key) : compare(b.key, a.key)));
  const nulls = keyed.filter(({ key }) => key === "null");
  const all = nullsFirst ? [...nulls, ...values] : [...values, ...nulls];
  return arrayOf(all.map(({ element }) => element));
}

/**
 * Where a value stands in an array, from 0.
 * @param nullMatch whether a null is found as any value is; otherwise what a null leaves open is null
 */
export function positions(text: string, value: string, nullMatch: boolean): string | null {
  const elements = elementsOf(text);
  if (!elements) return null;
  const wanted = canonicalText(value);
  const keys = elements.map(canonicalText);
  const found = keys.flatMap((key, i) => (key === wanted ? [String(i)] : []));
  const isOpen = wanted === "null" || (found.length === 0 && keys.includes("null"));
  return !nullMatch && isOpen ? null : arrayOf(found);
}

export type SetOperation = "union" | "intersection" | "except";

/** Two arrays as sets, or with each value as often as it occurs. */
export function combined(a: string, b: string, operation: SetOperation, distinct: boolean): string | null {
  const [left, right] = [elementsOf(a), elementsOf(b)];
  if (!left || !right) return null;
  const counts = new Map<string, number>();
  for (const element of right) {
    const key = canonicalText(element);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const seen = new Set<string>();
  const kept = (operation === "union" ? [...left, ...right] : left).filter((element) => {
    const key = canonicalText(element);
    if (distinct && seen.has(key)) return false;
    seen.add(key);
    if (operation === "union") return true;
    const left = counts.get(key) ?? 0;
    if (!distinct && left > 0) counts.set(key, left - 1);
    return left > 0 === (operation === "intersection");
  });
  return arrayOf(kept);
}

/** The value with the names of all members of its objects in one case. */
export function renamed(text: string, rename: (name: string) => string): string {
  const names: Set<string>[] = [];
  let depth = 0;
  return text.replace(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g, (piece, name?: string, colon?: string) => {
    if (piece === "{") names[++depth] = new Set();
    if (piece === "}") depth--;
    if (name === undefined || colon === undefined) return piece;
    const changed = rename(JSON.parse(name) as string);
    if (names[depth]?.has(changed))
      throw new Error("RS: SUPER value has duplicate attributes after case conversion.");
    names[depth]?.add(changed);
    return JSON.stringify(changed) + colon;
  });
}
