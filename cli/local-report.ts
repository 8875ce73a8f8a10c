// headrace local report: what roles did of what they may, and what was refused to them.
import { RARELY, type Rarely, rarelyWords } from "../core/environment/rarely.ts";
import type { LocalStatus, Permission } from "../local/index.ts";
import { table } from "./output/table.ts";
import { widthOf } from "./output/width.ts";

type Told = Pick<LocalStatus, "permissions" | "denied" | "unchecked">;

export interface AccessAnswer extends Told {
  counts: {
    roles: number;
    /** Actions that policies allow, per role. */
    allowed: number;
    used: number;
    /** Unused, and the policy says why that may be. */
    rarely: number;
    /** Unused, and nothing says why. */
    unused: number;
    /** Requests that were refused, per role, action and resource. */
    denied: number;
  };
}

export function accessAnswer({ permissions, denied, unchecked }: Told): AccessAnswer {
  const idle = permissions.filter(({ used }) => !used);
  const rarely = idle.filter((one) => one.rarely).length;
  const counts = {
    roles: new Set(permissions.map(({ role }) => role)).size,
    allowed: permissions.length,
    used: permissions.length - idle.length,
    rarely,
    unused: idle.length - rarely,
    denied: denied.length,
  };
  return { counts, permissions, denied, unchecked };
}

/** The answer for people: a table that fits 80 columns, what its reasons mean, and the counts. */
export function accessText({ counts, permissions, denied, unchecked }: AccessAnswer): string {
  if (counts.roles === 0) return "No role has asked for anything yet: apply a pipeline and import a file.\n";
  const rows = permissions.map(({ role, action, used, rarely }) => [
    role,
    action,
    used ? "used" : "unused",
    !used && rarely ? rarelyWords(rarely) : "",
  ]);
  const refused = denied.map(({ role, action, resource, times }) => [
    String(role.split("/").at(-1)),
    action,
    "denied",
    `${times} × ${resource}`,
  ]);
  const sorted = [...rows, ...refused].sort(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
  const named = sorted.map(([role = "", ...rest], at) => [role === sorted[at - 1]?.[0] ? "" : role, ...rest]);
  const columns = ["role", "action", "state", "why"].map((title) => ({ title }));
  const { roles, allowed, used, rarely, unused } = counts;
  return [
    table(columns, named, widthOf(process.stdout, Number.POSITIVE_INFINITY)),
    "",
    ...reasonsIn(permissions).map((reason) => `${rarelyWords(reason)}: ${RARELY[reason]}`),
    `${roles} roles may do ${allowed} things: ${used} used, ${rarely} unused for a reason, ${unused} unused; ${counts.denied} refused.`,
    ...(unchecked.length > 0 ? [`Not judged, and let through: ${unchecked.join("; ")}`] : []),
    "",
  ].join("\n");
}

const reasonsIn = (permissions: readonly Permission[]): Rarely[] => {
  const found = new Set(permissions.flatMap(({ used, rarely }) => (used || !rarely ? [] : [rarely])));
  return (Object.keys(RARELY) as Rarely[]).filter((reason) => found.has(reason));
};
