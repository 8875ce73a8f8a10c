// Which route a request is for.
import type { ApiFunction } from "../../core/api/functions.ts";
import { Problem } from "../../core/api/problems.ts";
import type { RouteSpec } from "../../core/api/route.ts";
import { pathParameters } from "../../core/api/route.ts";
import { allRoutes, type RouteId } from "../../core/api/routes.ts";
import type { HttpEvent } from "./event.ts";

export interface Matched {
  readonly id: RouteId;
  readonly route: RouteSpec;
  /** Without their percent-encoding. */
  readonly path: Readonly<Record<string, string>>;
}

const BY_PATH = Map.groupBy(allRoutes(), ([, { path }]) => path as string);

/** `/datasets/{name}` → a pattern whose groups are its parameters, percent-encoded. */
const PATTERNS = [...BY_PATH.keys()].map((path) => ({
  path,
  pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "([^/]+)")}$`),
  names: pathParameters(path),
}));

/**
 * API Gateway has matched the address by itself, but for what its catch-all route got: that is matched here.
 * @param functions those that are there: routes of others are not
 * @throws Problem unknown_route, method_not_allowed, malformed_request
 */
export function matchRoute(event: HttpEvent, functions: readonly ApiFunction[]): Matched {
  const known = BY_PATH.has(event.resource ?? "") ? (event.resource as string) : undefined;
  const found =
    known === undefined ? byAddress(event.path ?? "") : { path: known, values: event.pathParameters ?? {} };
  if (!found) throw unknown();
  const routes = (BY_PATH.get(found.path) ?? []).filter(([, route]) => functions.includes(route.function));
  if (routes.length === 0) throw unknown();
  const match = routes.find(([, { method }]) => method === event.httpMethod);
  if (!match) {
    const allowed = routes.map(([, { method }]) => method).join(", ");
    throw new Problem("method_not_allowed", `${found.path} takes ${allowed}.`, {
      headers: { Allow: allowed },
    });
  }
  const [id, route] = match;
  return { id, route, path: defined(found.values) };
}

const unknown = (): Problem =>
  new Problem("unknown_route", "The API has no such address. GET /openapi.json lists those that it has.");

function byAddress(
  address: string,
): { path: string; values: Record<string, string | undefined> } | undefined {
  for (const { path, pattern, names } of PATTERNS) {
    const groups = pattern.exec(address);
    if (groups)
      return { path, values: Object.fromEntries(names.map((name, i) => [name, decoded(groups[i + 1])])) };
  }
  return undefined;
}

function decoded(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(
      "malformed_request",
      "The address has a % that two hexadecimal digits of UTF-8 do not follow.",
    );
  }
}

const defined = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
