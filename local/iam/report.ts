// What roles did: what was refused to them, what could not be judged, and what they may do and never did.
import { type Rarely, rarelyOf } from "../../core/environment/rarely.ts";
import type { Policy } from "./account.ts";
import type { Need } from "./need.ts";

export interface DeniedRequest {
  /** ARN of the role. */
  role: string;
  action: string;
  resource: string;
  times: number;
  /** ISO 8601. */
  last: string;
}

/** An action that a role's policies allow. */
export interface Permission {
  /** Name of the role. */
  role: string;
  /** As the policies write it. */
  action: string;
  used: boolean;
  /** Why it may go unused, where every statement that allows it says so. */
  rarely?: Rarely;
}

/** Refusals kept; a loop over a million keys must not fill the memory. */
const MOST_DENIED = 500;
const MOST_UNCHECKED = 500;

interface Statement {
  Sid?: string;
  Effect?: string;
  Action?: string | string[];
}

const list = <Item>(value: Item | Item[] | undefined): Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Whether an action matches a pattern of a policy, such as s3:Get*; case does not count. */
export function actionMatches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

export class AccessReport {
  readonly #denied = new Map<string, DeniedRequest>();
  readonly #unchecked = new Set<string>();
  readonly #used = new Map<string, Set<string>>();

  used(role: string, action: string): void {
    let actions = this.#used.get(role);
    if (!actions) {
      actions = new Set();
      this.#used.set(role, actions);
    }
    actions.add(action);
  }

  denied(role: string, need: Need): void {
    const key = `${role} ${need.action} ${need.resource}`;
    const known = this.#denied.get(key);
    const times = (known?.times ?? 0) + 1;
    if (!known && this.#denied.size >= MOST_DENIED) return;
    const { action, resource } = need;
    this.#denied.set(key, { role, action, resource, times, last: new Date().toISOString() });
  }

  unchecked(role: string, what: string): void {
    if (this.#unchecked.size < MOST_UNCHECKED) this.#unchecked.add(`${role.split("/").at(-1)}: ${what}`);
  }

  allDenied(): DeniedRequest[] {
    return [...this.#denied.values()];
  }

  allUnchecked(): string[] {
    return [...this.#unchecked];
  }

  roles(): string[] {
    return [...this.#used.keys()];
  }

  /** What these policies of a role allow, action by action as they write it, sorted. */
  permissions(role: string, policies: readonly Policy[]): Permission[] {
    const used = [...(this.#used.get(role) ?? [])];
    const allowed = policies.flatMap(({ policy }) =>
      list((policy as { Statement?: Statement | Statement[] } | undefined)?.Statement).flatMap((statement) =>
        statement.Effect === "Allow"
          ? list(statement.Action).map((action) => ({ action, rarely: rarelyOf(statement.Sid ?? "") }))
          : [],
      ),
    );
    return [...Map.groupBy(allowed, ({ action }) => action)]
      .map(([action, statements]) => {
        const [rarely] = statements.some((one) => !one.rarely) ? [] : statements.map((one) => one.rarely);
        return {
          role: String(role.split("/").at(-1)),
          action,
          used: used.some((one) => actionMatches(action, one)),
          ...(rarely && { rarely }),
        };
      })
      .sort((a, b) => (a.action < b.action ? -1 : 1));
  }
}
