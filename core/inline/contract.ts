// The contract as in-line work goes by it: the same rules, for records of JSON that are no file and end in no lake.
import { type Contract, type Dataset, sourceSchema } from "../contract/schema.ts";
import { untokenized } from "../contract/untokenized.ts";

/** `validate` judges; `cleanse` gives the cleaned and typed values as well; `tokenize` gives tokens in their place. */
export const INLINE_WORK = ["validate", "cleanse", "tokenize"] as const;
export type InlineWork = (typeof INLINE_WORK)[number];

/** By contract object, so that its plans are made once. */
const narrowed = new WeakMap<Contract, Map<string, Contract>>();

export function inlineContract(contract: Contract, dataset: string, work: InlineWork): Contract {
  const known = narrowed.get(contract) ?? new Map<string, Contract>();
  narrowed.set(contract, known);
  const tokenizes = work === "tokenize";
  const key = `${dataset} ${tokenizes}`;
  const found = known.get(key);
  if (found) return found;
  const own = contract.datasets[dataset];
  // The engine says what is wrong with a dataset that there is not.
  const datasets = own
    ? { ...contract.datasets, [dataset]: inlineDataset(own, tokenizes) }
    : contract.datasets;
  const made = { ...contract, datasets };
  known.set(key, made);
  return made;
}

/**
 * Lookups are left out: they add columns, and no rule is about these. So is the share of rows that a file may have
 * quarantined: each record is answered by itself. What partitions ask of a value stays, since it is a rule.
 */
const inlineDataset = (dataset: Dataset, tokenizes: boolean): Dataset => ({
  ...dataset,
  source: sourceSchema.parse({
    format: "ndjson",
    null_values: dataset.source.null_values,
    unknown_columns: dataset.source.unknown_columns,
  }),
  columns: tokenizes ? dataset.columns : dataset.columns.map(untokenized),
  enrich: [],
  quality: { max_reject_ratio: 1 },
});
