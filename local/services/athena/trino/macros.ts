// Trino's functions that DuckDB lacks or defines otherwise, as DuckDB macros. Each is made as a temporary macro per query.
import { type Macros, macroBody, macrosInOrder } from "../../../sql/macros.ts";
import { Overloads, withVariants } from "../../../sql/overloads.ts";
import { DIGEST_MACROS } from "./digests.ts";
import { COLLECTION_MACROS } from "./macros/collections.ts";
import { JSON_MACROS } from "./macros/json.ts";
import { KIND_MACROS } from "./macros/kinds.ts";
import { MOMENT_MACROS } from "./macros/moments.ts";
import { NUMBER_MACROS } from "./macros/numbers.ts";
import { withOwnSums } from "./macros/sums.ts";
import { TEXT_MACROS } from "./macros/texts.ts";
import { TYPE_NAME_MACROS } from "./macros/type-names.ts";
import { URL_MACROS } from "./macros/urls.ts";

/** Name, then the overloads: parameters and body. */
const MACROS: Macros = withOwnSums({
  ...NUMBER_MACROS,
  ...KIND_MACROS,
  ...TYPE_NAME_MACROS,
  ...TEXT_MACROS,
  ...URL_MACROS,
  ...JSON_MACROS,
  ...MOMENT_MACROS,
  ...COLLECTION_MACROS,
  ...DIGEST_MACROS,
});

/** Chooses overloads whose arguments DuckDB does not tell the types of. */
export const OVERLOADS = new Overloads(MACROS);
const ALL = withVariants(MACROS);
const ORDERED = macrosInOrder(ALL);
/** By name, all macros that one needs, itself included. */
const NEEDS = new Map<string, Set<string>>();
for (const name of ORDERED) {
  const bodies = (ALL[name] ?? []).map(([, body]) => body).join(" ");
  const needs = new Set([name]);
  // Those before it in the order know theirs already.
  for (const [other, theirs] of NEEDS) if (isNamed(bodies, other)) for (const one of theirs) needs.add(one);
  NEEDS.set(name, needs);
}

/** Whether SQL may call a macro; an operator is one by its sign. */
function isNamed(sql: string, name: string): boolean {
  return sql.includes(name.startsWith('"') ? name.slice(1, -1) : `${name}(`) || sql.includes(`${name} (`);
}

/** The statements that make all macros. */
export const macroStatements = (): string[] =>
  ORDERED.map((name) => `CREATE TEMP MACRO ${macroBody(ALL, name)}`);

/**
 * The statement that makes the macros which SQL needs, or undefined where it needs no more.
 * @param made names of those that are there; those of the statement are added
 */
export function missingMacros(sql: string, created: Set<string>): string | undefined {
  const needed = new Set<string>();
  for (const [name, needs] of NEEDS) if (isNamed(sql, name)) for (const one of needs) needed.add(one);
  const missing = ORDERED.filter((name) => needed.has(name) && !created.has(name));
  for (const name of missing) created.add(name);
  if (missing.length === 0) return undefined;
  return missing.map((name) => `CREATE TEMP MACRO ${macroBody(ALL, name)}`).join(";\n");
}

/** Macros that write a result's values. */
export const FOR_RESULTS = "trino_interval( trino_exponent( trino_varchar(";
/** The statements that make them. */
export const resultMacros = (): string[] => [missingMacros(FOR_RESULTS, new Set()) ?? ""];
