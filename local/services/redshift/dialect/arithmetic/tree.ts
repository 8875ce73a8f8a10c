// An expression as a tree with the precedence of its operators, and the mark that is left for it.
import { raw, type Token } from "../../../../sql/tokens.ts";
import { BETWEEN, CLOSED, markId, opened } from "../marks.ts";
import { labelOf, type Scope } from "./scope.ts";

/** An operand, or an operator over two; `grouped` stood in brackets. */
export type Node =
  | { operand: Token[] }
  | { operator: string; left: Node; right: Node; grouped: boolean }
  | { negated: Node }
  | { texted: Node }
  | { blanked: Node };

/** A tree as a mark, an operand as it is. What the mark says is the tree in reverse Polish, its operands by number. */
export function written(node: Node, scope: Scope): Token[] {
  if ("operand" in node) return node.operand;
  const operands: Token[][] = [];
  const polish = (part: Node): string => {
    if ("operand" in part) return String(operands.push(part.operand) - 1);
    if ("negated" in part) return `${polish(part.negated)} neg`;
    if ("texted" in part) return `${polish(part.texted)} text`;
    if ("blanked" in part) return `${polish(part.blanked)} blank`;
    return `${polish(part.left)} ${polish(part.right)} ${part.operator}${part.grouped ? " ()" : ""}`;
  };
  const what = polish(node);
  const words = operands.map((tokens) => tokens.map((token) => token.text).join(" "));
  const id = markId(labelOf(scope), [what, ...words].join(BETWEEN));
  const output = [{ ...raw(opened(id, labelOf(scope), what), operands[0]?.[0]), gap: " " }];
  for (const [n, operand] of operands.entries()) {
    if (n > 0) output.push(raw(BETWEEN));
    output.push(...operand);
  }
  return [...output, raw(CLOSED)];
}
