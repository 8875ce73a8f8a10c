// The contract as records that arrived one by one are read by: NDJSON in UTF-8, whatever the dataset's files are.
import { type Contract, type Dataset, sourceSchema } from "./schema.ts";

const known = new WeakMap<Contract, Contract>();

/** The same object for the same contract, since plans are kept by it. */
export function recordsContract(contract: Contract): Contract {
  let own = known.get(contract);
  if (!own) {
    const datasets = Object.entries(contract.datasets).map(([name, dataset]) => [
      name,
      recordsDataset(dataset),
    ]);
    own = { ...contract, datasets: Object.fromEntries(datasets) };
    known.set(contract, own);
  }
  return own;
}

/** Which records share an object is chance: no share of wrong ones says anything of the others. The engine is told, too. */
function recordsDataset(dataset: Dataset): Dataset {
  const { null_values, unknown_columns } = dataset.source;
  const source = { format: "ndjson", encoding: "utf-8", compression: "none", null_values, unknown_columns };
  return { ...dataset, source: sourceSchema.parse(source), quality: { max_reject_ratio: 1 } };
}
