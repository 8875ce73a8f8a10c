// PREPARE and DEALLOCATE PREPARE: what they say of the workgroup's prepared statements is done when the query is asked for.
import { Cursor } from "../../../sql/structure.ts";
import { isWord, render, type Token } from "../../../sql/tokens.ts";
import type { Statement } from "./statement.ts";

const nothing: Statement["run"] = async () => ({ kind: "none" });
export const prepare: Statement = { kind: "DDL", type: "PREPARE", run: nothing };
export const deallocate: Statement = { kind: "DDL", type: "DEALLOCATE", run: nothing };

/** `PREPARE name FROM statement`, or `DEALLOCATE PREPARE name`; undefined for any other statement. */
export function preparation(tokens: readonly Token[]): { name: string; text?: string } | undefined {
  const cursor = new Cursor(tokens, 1);
  if (isWord(tokens[0], "prepare")) {
    const name = cursor.name();
    cursor.expect("from");
    return { name, text: render(cursor.rest()).trim() };
  }
  if (!isWord(tokens[0], "deallocate")) return undefined;
  cursor.expect("prepare");
  const name = cursor.name();
  cursor.end();
  return { name };
}
