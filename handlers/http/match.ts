// Which route a request is for.
import type { ApiFunction } from "../../core/api/functions.ts";
import { Problem } from "../../core/api/problems.ts";
import type { RouteSpec } from "../../core/api/route.ts";
import { pathParameters } from "../../core/api/route.ts";
import type { RouteId } from "../../core/api/routes.ts";
import { routesUnder } from "../../core/api/routes-under.ts";
import type { HttpEvent } from "./event.ts";

export interface Matched {
  readonly id: RouteId;
  readonly route: RouteSpec;
  /** Without their percent-encoding. */
  readonly path: Readonly<Record<string, string>>;
}

interface Table {
  readonly byPath: ReadonlyMap<string, [RouteId, RouteSpec][]>;
  /** `/datasets/{name}` → a pattern whose groups are its parameters, percent-encoded. */
  readonly patterns: readonly { path: string; pattern: RegExp; names: string[] }[];
}

async function tableOf(address: string): Promise<Table> {
  const byPath = Map.groupBy(await routesUnder(address), ([, { path }]) => path as string);
  const patterns = [...byPath.keys()].map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "([^/]+)")}$`),
    names: pathParameters(path),
  }));
  return { byPath, patterns };
}

const tables = new Map<string, Promise<Table>>();

/** Made once per first segment that there is. */
async function tableFor(address: string): Promise<Table> {
  const segment = address.split("/", 2).join("/");
  const known = tables.get(segment);
  if (known) return known;
  const table = tableOf(segment);
  // What callers make up is not kept.
  if ((await table).byPath.size > 0) tables.set(segment, table);
  return table;
}

/**
 * API Gateway has matched the address by itself, but for what its catch-all route got: that is matched here.
 * @param functions those that are there: routes of others are not
 * @throws Problem unknown_route, method_not_allowed, malformed_request
 */
export async function matchRoute(event: HttpEvent, functions: readonly ApiFunction[]): Promise<Matched> {
  const { resource, path } = event;
  const known = resource ? await tableFor(resource) : undefined;
  const found =
    resource && known?.byPath.has(resource)
      ? { table: known, path: resource, values: event.pathParameters ?? {} }
      : byAddress(await tableFor(path ?? ""), path ?? "");
  if (!found) throw unknown();
  const routes = (found.table.byPath.get(found.path) ?? []).filter(([, route]) =>
    functions.includes(route.function),
  );
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
  table: Table,
  address: string,
): { table: Table; path: string; values: Record<string, string | undefined> } | undefined {
  for (const { path, pattern, names } of table.patterns) {
    const groups = pattern.exec(address);
    if (groups)
      return {
        table,
        path,
        values: Object.fromEntries(names.map((name, i) => [name, decoded(groups[i + 1])])),
      };
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
