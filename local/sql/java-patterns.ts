// Java's regular expressions, of which JavaScript's differ little: for patterns that RE2 cannot match.

const KEPT = new Map<string, RegExp>();

/** A pattern as JavaScript has it; what Java alone has is refused by its own words. */
export function javaPattern(pattern: string): RegExp {
  const kept = KEPT.get(pattern);
  if (kept) return kept;
  const flags = /^\(\?([ismx]+)\)/.exec(pattern);
  const body = flags ? pattern.slice(flags[0].length) : pattern;
  const source = body.replace(/\\z|\\Z/g, "$").replace(/\\A/g, "^");
  const letters = flags?.[1]?.replace("x", "") ?? "";
  if (KEPT.size > 1000) KEPT.clear();
  for (const unicode of ["u", ""]) {
    try {
      const made = new RegExp(source, `${letters}${unicode}`);
      KEPT.set(pattern, made);
      return made;
    } catch (error) {
      // With the flag u, a backslash stands before letters that mean something by it only.
      if (unicode === "") throw new Error(`INVALID_FUNCTION_ARGUMENT: ${(error as Error).message}`);
    }
  }
  throw new Error("INVALID_FUNCTION_ARGUMENT: Invalid pattern");
}

/** The pattern for all its matches. */
export function everywhere(pattern: string): RegExp {
  const { source, flags } = javaPattern(pattern);
  return new RegExp(source, `${flags}g`);
}

/** Replaces all matches; `$1` and `${name}` are groups, a backslash takes what follows as it is. */
export function replaceAll(text: string, pattern: string, by: string): string {
  return text.replace(everywhere(pattern), (...match: unknown[]) => {
    const groups = typeof match.at(-1) === "object" ? (match.at(-1) as Record<string, string>) : {};
    return by.replace(/\\(.)|\$\{(\w+)\}|\$(\d)/gs, (_, plain?: string, name?: string, number?: string) => {
      if (plain !== undefined) return plain;
      if (name !== undefined) return groups[name] ?? "";
      return String(match[Number(number)] ?? "");
    });
  });
}

/** Whether RE2 understands a pattern otherwise than Java, or not at all. */
export const needsJava = (pattern: string): boolean =>
  /\(\?(?:[=!>]|<[=!A-Za-z])|(?<!\\)(?:\\\\)*\\[1-9]|[*+?}]\+/.test(pattern);

/** How many groups a pattern has; undefined where it is none. */
export function groupsOf(pattern: string): number | undefined {
  try {
    const { source, flags } = javaPattern(pattern);
    return (new RegExp(`${source}|`, flags).exec("")?.length ?? 1) - 1;
  } catch {
    return undefined;
  }
}
