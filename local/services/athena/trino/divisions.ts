// Quotients of quotients: the macro of `/` names its operands many times, so that they would grow beyond all bounds. Those that hold another
// are said by a macro that names them once, which takes longer for each row.
import { changedFromWithin, isNode, type Node } from "../../../sql/syntax-tree.ts";

const DEEP: Readonly<Record<string, string>> = {
  "/": "trino_quotient_of",
  "%": "trino_modulus_of",
  trino_mod: "trino_modulus_of",
};
/** Two of them. */
export const MAY_NEST = /(?:\/|%|trino_mod\(|trino_avg\().*(?:\/|%|trino_mod\()/s;

/** The tree with such quotients; the same where there are none. */
export function flatDivisions(tree: Node): Node {
  let changes = 0;
  const changed = changedFromWithin(tree, (inner) => {
    const name = inner.class === "FUNCTION" && !inner.catalog ? DEEP[inner.function_name ?? ""] : undefined;
    if (name === undefined || !inner.children?.some(divides)) return inner;
    changes++;
    return { ...inner, function_name: name, is_operator: false };
  });
  return changes > 0 ? changed : tree;
}

/** Whether an expression holds a division. */
function divides(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(divides);
  if (!isNode(value) || value.class === "SUBQUERY") return false;
  const name = value.function_name ?? "";
  const isOne = value.class === "FUNCTION" && (name in DEEP || Object.values(DEEP).includes(name));
  return isOne || Object.values(value).some(divides);
}
