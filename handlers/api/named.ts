// A query that the contract names, with the values that a caller sends for its parameters.
import { Problem } from "../../core/api/problems.ts";
import type { Api, Engine } from "../../core/contract/api/schema.ts";
import type { Scalar } from "../../core/contract/values.ts";
import { namedQuery } from "../../core/query/named.ts";
import type { Query } from "../../core/query/select.ts";

/** @throws Problem invalid_request */
export function declaredQuery(
  api: Api,
  name: string,
  parameters: Readonly<Record<string, Scalar>>,
): { readonly engine: Engine; readonly query: Query } {
  const declared = api.queries[name];
  if (!declared) throw new Error(`the contract lets a group run "${name}", which it has not got`);
  const query = namedQuery(declared, parameters);
  if (!("wrong" in query)) return { engine: declared.engine, query };
  const errors = query.wrong.map(({ name, wrong }) => ({
    in: "body" as const,
    pointer: `/parameters/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    detail: wrong,
  }));
  throw new Problem("invalid_request", `body ${errors[0]?.pointer}: ${errors[0]?.detail}.`, { errors });
}
