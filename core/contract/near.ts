// "Did you mean": a measure of nearness so plain that Terraform's expressions can take it too (terraform/hcl.ts).

/** Two thirds and a bit of the letters in common, and the first one: 10 * 2 * common >= 7 * (one + other). */
export const NEARNESS = { common: 20, all: 7 } as const;

const letters = (text: string): Set<string> => new Set(text.toLowerCase());

export function isNear(one: string, other: string): boolean {
  const a = letters(one);
  const b = letters(other);
  const [first] = a;
  const [second] = b;
  if (first === undefined || first !== second) return false;
  const common = [...a].filter((letter) => b.has(letter)).length;
  return NEARNESS.common * common >= NEARNESS.all * (a.size + b.size);
}

/** "Did you mean email? ", or nothing. */
export function hint(word: string, known: readonly string[]): string {
  const near = known.filter((name) => isNear(word, name));
  return near.length > 0 ? `Did you mean ${near.join(" or ")}? ` : "";
}
