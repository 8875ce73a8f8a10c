// A segment: the stages that one function runs, all of them or in a split topology a contiguous few. The segments before
// the last write interim Parquet, as if it were curated, and tell the next one's queue of its manifest.
import { curatedColumns } from "../../core/contract/curated.ts";
import { type Contract, columnSchema, type Dataset, sourceSchema } from "../../core/contract/schema.ts";
import { glueType } from "../../core/contract/types.ts";
import { untokenized } from "../../core/contract/untokenized.ts";
import { STAGES, type Stage } from "../../core/environment/stage.ts";
import { HeadraceError } from "../../core/errors.ts";

export interface Segment {
  stages: readonly Stage[];
  /** Reads what lands; the others read interim files. */
  first: boolean;
  /** Writes curated rows; the others write interim files. */
  last: boolean;
  /** Names the segment among those of a pipeline: its last stage. */
  name: Stage;
}

/** Reads the STAGES variable; all stages where it is absent. */
export function segmentOf(text: string | undefined): Segment {
  const stages = (text ? text.split(",") : STAGES).map((name) => name.trim()) as Stage[];
  const from = STAGES.indexOf(stages[0] as Stage);
  const contiguous = stages.every((stage, i) => from >= 0 && STAGES[from + i] === stage);
  const first = stages[0] === "validate";
  // A row that breaks a rule is quarantined with its original text and line, which only the segment that reads the file has;
  // and rules hold for cleaned values. So these two cannot be apart.
  if (!contiguous || (first && !stages.includes("cleanse")) || stages[0] === "cleanse")
    throw new HeadraceError(
      "stages_invalid",
      `STAGES is "${text}", which is no contiguous part of ${STAGES.join(",")} that keeps validate and cleanse together.`,
      "Write for example validate,cleanse for one function and tokenize,enrich,transform for the next.",
    );
  return { stages, first, last: stages.includes("transform"), name: stages.at(-1) as Stage };
}

/** The contract as one segment works by it: what earlier ones did is data by now, what later ones do is left to them. */
export function segmentContract(contract: Contract, segment: Segment): Contract {
  const all = new Map(Object.entries(contract.datasets));
  const datasets = [...all].map(([name, dataset]) => [name, segmentDataset(all, name, dataset, segment)]);
  return { ...contract, datasets: Object.fromEntries(datasets) };
}

function segmentDataset(
  all: ReadonlyMap<string, Dataset>,
  name: string,
  dataset: Dataset,
  { stages, first }: Segment,
): Dataset {
  const does = (stage: Stage) => stages.includes(stage);
  const later = {
    enrich: does("enrich") ? dataset.enrich : [],
    partition_by: does("transform") ? dataset.partition_by : [],
  };
  if (first) {
    const own = does("tokenize") ? dataset.columns : dataset.columns.map(untokenized);
    return { ...dataset, ...later, columns: own };
  }
  const columns = does("tokenize")
    ? dataset.columns.map(({ name, type, tokenize, ff1, key_version }) => ({
        ...{ name, type, tokenize, ff1, key_version },
      }))
    : [...curatedColumns(all, name)]
        .slice(0, does("enrich") ? dataset.columns.length : undefined)
        .map(([name, type]) => ({ name, type: glueType(type) }));
  return {
    ...dataset,
    ...later,
    source: sourceSchema.parse({ format: "parquet", null_values: [] }),
    columns: columns.map((column) => columnSchema.parse(column)),
    key: undefined,
    checks: [],
    quality: { max_reject_ratio: 1 },
  };
}
