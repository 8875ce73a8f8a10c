// How a model's rows come to stand in the warehouse, by name.
export const MODEL_KINDS = ["view", "table", "incremental", "snapshot"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];
