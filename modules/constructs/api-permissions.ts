// What a contract's `api` lets its groups do: what is made for it, and what roles may do, follows from it.
import type { Permission } from "../../core/contract/api/schema.ts";
import { type Expr, tf } from "../kit/index.ts";

/**
 * Whether a group may do one of these to something.
 * @param api the contract's `api`; null where it has none
 */
export const lets = (api: Expr, ...permissions: Permission[]): Expr =>
  tf`anytrue([for g in values(try(${api}.groups, {})) : anytrue([for p in ${permissions} : length(try(coalesce(g[p], []), [])) > 0])])`;
