// What Java's regular expressions have and RE2 has not.
import { BIGINT, BOOLEAN, type DuckDBValue, INTEGER, LIST, VARCHAR } from "@duckdb/node-api";
import { everywhere, groupsOf, javaPattern, replaceAll } from "../../../../sql/java-patterns.ts";
import type { Native } from "../../../../sql/natives.ts";

/** Throws where a pattern has not so many groups. */
function askGroup(pattern: string, group: number): void {
  const groups = groupsOf(pattern) ?? group;
  if (group > groups)
    throw new Error(`INVALID_FUNCTION_ARGUMENT: Pattern has ${groups} groups. Cannot access group ${group}`);
}

export const JAVA_PATTERNS: Record<string, Native> = {
  trino_java_like: {
    parameters: [VARCHAR, VARCHAR],
    returns: BOOLEAN,
    of: (text: string, pattern: string) => javaPattern(pattern).test(text),
  },
  trino_java_extract: {
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: VARCHAR,
    of: (text: string, pattern: string, group: number) => {
      askGroup(pattern, group);
      const found = javaPattern(pattern).exec(text);
      return found?.[group] ?? null;
    },
  },
  trino_java_extract_all: {
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: LIST(VARCHAR),
    of: (text: string, pattern: string, group: number) => {
      askGroup(pattern, group);
      const found = [...text.matchAll(everywhere(pattern))].map((m) => m[group] ?? null);
      return { items: found } as unknown as DuckDBValue;
    },
  },
  trino_java_replace: {
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, pattern: string, by: string) => replaceAll(text, pattern, by),
  },
  trino_java_count: {
    parameters: [VARCHAR, VARCHAR],
    returns: BIGINT,
    of: (text: string, pattern: string) => BigInt([...text.matchAll(everywhere(pattern))].length),
  },
  trino_java_position: {
    parameters: [VARCHAR, VARCHAR, BIGINT, BIGINT],
    returns: INTEGER,
    of: (text: string, pattern: string, start: bigint, occurrence: bigint) => {
      const characters = [...text];
      const skipped = characters.slice(0, Number(start) - 1).join("").length;
      const found = [...text.matchAll(everywhere(pattern))].filter((m) => m.index >= skipped);
      const at = found[Number(occurrence) - 1];
      return at ? [...text.slice(0, at.index)].length + 1 : -1;
    },
  },
};
