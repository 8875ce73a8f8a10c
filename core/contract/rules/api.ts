// Rules of the `api` block: every name that a group is allowed is there, and every query's parameters are used and typed.
import { hasPositional, parametersIn } from "../api/placeholders.ts";
import type { Api, Group, NamedQuery, Permission } from "../api/schema.ts";
import type { Deliver } from "../deliver/schema.ts";
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { hint } from "../near.ts";
import type { Dataset } from "../schema.ts";
import { found } from "../shape/check.ts";
import { parseType, SIMPLE_TYPES, TYPE_ALIASES } from "../types.ts";
import { listNames } from "../words.ts";
import { repeated } from "./scope.ts";

/** Permissions whose names are datasets. A name of `read` and `exports` that is no dataset's is taken for a model's. */
const OF_DATASETS = ["imports", "records", "cleanse", "validate", "tokenize", "detokenize"] as const;

/** Methods whose tokens are opened again. */
const OPENED: readonly unknown[] = ["ff1", "vault"];

/** What there is that a group may be allowed; `names` and `topicNames` are all, the maps those of the right shape. */
export interface Known {
  readonly names: readonly string[];
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly topicNames: readonly string[];
  readonly topics: ReadonlyMap<string, Deliver>;
}

export const apiIssues = ({ groups, queries }: Api, known: Known): ContractIssue[] => [
  ...Object.entries(groups).flatMap(([name, group]) =>
    groupIssues(`api.groups.${name}`, group, known, Object.keys(queries)),
  ),
  ...Object.entries(queries).flatMap(([name, query]) => queryIssues(`api.queries.${name}`, query)),
];

function groupIssues(path: string, group: Group, known: Known, named: readonly string[]): ContractIssue[] {
  const twice = (Object.keys(group) as Permission[]).flatMap((permission) =>
    [...repeated(group[permission]).keys()].map((name) =>
      issue("repeated", `${path}.${permission}`, { name }),
    ),
  );
  const unknown = OF_DATASETS.flatMap((permission) =>
    [...new Set(group[permission])]
      .filter((name) => !known.names.includes(name))
      .map((name) =>
        issue("unknown_dataset", `${path}.${permission}`, {
          name,
          datasets: listNames(known.names),
          hint: hint(name, known.names),
        }),
      ),
  );
  const queries = [...new Set(group.queries)]
    .filter((name) => !named.includes(name))
    .map((name) =>
      issue("unknown_query", `${path}.queries`, { name, hint: hint(name, named), queries: orOneOf(named) }),
    );
  return [
    ...twice,
    ...unknown,
    ...queries,
    ...tokenIssues(path, group, known),
    ...topicIssues(path, group, known),
  ];
}

const orOneOf = (names: readonly string[]): string =>
  names.length > 0 ? `, or name one of: ${listNames(names)}` : "";

function topicIssues(path: string, group: Group, { topicNames, topics }: Known): ContractIssue[] {
  const at = `${path}.subscriptions`;
  return [...new Set(group.subscriptions)].flatMap((name) => {
    if (!topicNames.includes(name))
      return [
        issue("unknown_topic", at, { name, hint: hint(name, topicNames), topics: orOneOf(topicNames) }),
      ];
    return topics.get(name)?.fifo ? [issue("fifo_topic", at, { name })] : [];
  });
}

function tokenIssues(path: string, group: Group, { datasets }: Known): ContractIssue[] {
  const tokenized = (name: string, opened: boolean): boolean =>
    datasets
      .get(name)
      ?.columns.some(({ tokenize }) => (opened ? OPENED.includes(tokenize) : tokenize !== undefined)) ?? true;
  return [
    ...group.tokenize
      .filter((name) => !tokenized(name, false))
      .map((name) => issue("nothing_tokenized", `${path}.tokenize`, { name })),
    ...group.detokenize
      .filter((name) => !tokenized(name, true))
      .map((name) => issue("nothing_to_open", `${path}.detokenize`, { name })),
  ];
}

function queryIssues(path: string, { engine, models, sql, parameters }: NamedQuery): ContractIssue[] {
  const used = parametersIn(sql);
  const declared = Object.keys(parameters);
  const types = Object.entries(parameters)
    .filter(([, type]) => !parseType(type))
    .map(([name, type]) => {
      const alias = TYPE_ALIASES[type.toLowerCase()];
      const meant = alias === undefined ? hint(type, SIMPLE_TYPES) : `Did you mean ${alias}? `;
      return issue("unknown_type", `${path}.parameters.${name}`, { found: found(type), hint: meant });
    });
  return [
    ...types,
    ...(engine === "athena" && models.length > 0 ? [issue("models_of_athena", `${path}.models`)] : []),
    ...(hasPositional(sql) ? [issue("positional_parameter", `${path}.sql`)] : []),
    ...used
      .filter((name) => !declared.includes(name))
      .map((name) => issue("undeclared_parameter", `${path}.sql`, { name, hint: hint(name, declared) })),
    ...declared
      .filter((name) => !used.includes(name))
      .map((name) => issue("unused_parameter", `${path}.parameters.${name}`, { name })),
  ];
}
