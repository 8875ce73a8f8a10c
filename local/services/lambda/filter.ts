// An event source mapping's filter criteria: which messages a function gets to see.
import { type Json, matches } from "../../events/pattern.ts";

/** Whether any of the patterns matches an SQS record; its body is looked into where it is JSON. */
export function passes(patterns: readonly string[], record: Record<string, unknown>): boolean {
  if (patterns.length === 0) return true;
  let body = record.body as Json;
  try {
    body = JSON.parse(String(record.body)) as Json;
  } catch {
    // Plain text is matched as text.
  }
  const value = { ...record, body } as Json;
  return patterns.some((pattern) => matches(JSON.parse(pattern) as Json, value));
}
