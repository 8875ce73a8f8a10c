// Extensions travel through Kysely as raw nodes, which every plugin hands on unharmed. Their first fragment is one of
// these marks (no SQL text can hold a NUL) and tells the compiler how to treat what they wrap.
import type { OperationNode } from "kysely";
import { RawNode } from "kysely";

export const LITERALS = "\0literals";
export const QUOTED_STATEMENT = "\0quoted";
export const QUALIFY = "\0qualify";
export const BARE_LITERAL = "\0bare";
export const NO_SCHEMA_BINDING = " with no schema binding";

/** The node under the mark, where it bears that mark. */
export function under(mark: string, node: OperationNode | undefined): OperationNode | undefined {
  if (!node || !RawNode.is(node) || node.sqlFragments[0] !== mark) return undefined;
  return node.parameters[0];
}
