// The metrics that functions write: the one list that handlers, alarms and dashboard share. Each costs by the combination of
// its dimensions' values that comes up in a month, so that what nobody asks by a dataset is not told apart by it.

/** The namespace of all of them in CloudWatch. */
export const METRIC_NAMESPACE = "Headrace";

/** Every metric has it: the pipeline's name. */
export const PIPELINE_DIMENSION = "pipeline";

export interface MetricDefinition {
  unit: "Count" | "Bytes" | "Seconds";
  /** Dimensions beside the pipeline's; a set of them for each metric that is made of a value, `[]` for the pipeline as a whole. */
  by: readonly (readonly string[])[];
  meaning: string;
}

const WHOLE = [[]] as const;
const DATASETS = [[], ["dataset"]] as const;

export const METRICS = {
  FilesIn: { unit: "Count", by: DATASETS, meaning: "Files whose import was committed, rejected ones too." },
  FilesRejected: { unit: "Count", by: DATASETS, meaning: "Files that went to quarantine whole." },
  RowsIn: { unit: "Count", by: DATASETS, meaning: "Rows of those files." },
  RowsCurated: { unit: "Count", by: DATASETS, meaning: "Rows that keep the contract." },
  RowsQuarantined: { unit: "Count", by: DATASETS, meaning: "Rows that break it." },
  QuarantineReasons: {
    unit: "Count",
    by: [["dataset", "reason"]],
    meaning: "Rows that break a rule, by the rule; a row may break several.",
  },
  BytesIn: { unit: "Bytes", by: WHOLE, meaning: "Bytes of those files." },
  BytesOut: { unit: "Bytes", by: WHOLE, meaning: "Bytes of curated and quarantined rows." },
  ImportSeconds: { unit: "Seconds", by: WHOLE, meaning: "What the engine took for a file." },
  FilesQueryable: { unit: "Count", by: DATASETS, meaning: "Files whose rows can be queried now." },
  LagSeconds: {
    unit: "Seconds",
    by: DATASETS,
    meaning: "From a file's landing until its rows could be queried.",
  },
  RowsLoaded: { unit: "Count", by: DATASETS, meaning: "Rows copied into the warehouse." },
  LoadsFailed: { unit: "Count", by: WHOLE, meaning: "Attempts to copy a file's rows that failed." },
  ModelsBuilt: { unit: "Count", by: [[], ["model"]], meaning: "Models that were built." },
  ModelsFailed: { unit: "Count", by: WHOLE, meaning: "Models that were not." },
  ModelsSkipped: { unit: "Count", by: WHOLE, meaning: "Models whose sources were not built." },
  TestsFailed: { unit: "Count", by: WHOLE, meaning: "Tests of models that found rows, or could not run." },
  ModelSeconds: { unit: "Seconds", by: WHOLE, meaning: "What a run of models took." },
  Deliveries: { unit: "Count", by: [[], ["topic"]], meaning: "Messages that were sent to topics." },
  RowsDelivered: { unit: "Count", by: [[], ["topic"]], meaning: "Rows in them." },
  DeliveriesFailed: { unit: "Count", by: WHOLE, meaning: "Attempts to deliver a run that failed." },
} as const satisfies { readonly [name: string]: MetricDefinition };

export type MetricName = keyof typeof METRICS;

/** Names of dimensions beside the pipeline's. */
export type MetricDimension = (typeof METRICS)[MetricName]["by"][number][number];
