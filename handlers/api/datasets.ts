// Datasets and models that the caller may read, and what a dataset is like.
import { curatedColumns, partitionColumns } from "../../core/contract/curated.ts";
import type { Column, Contract, Dataset } from "../../core/contract/schema.ts";
import { glueType } from "../../core/contract/types.ts";
import type { AuditRecord } from "../../core/records/audit.ts";
import { readContract } from "../http/contract.ts";
import type { Implement } from "./implement.ts";
import { noSuchDataset } from "./pages.ts";
import { partitionsOf } from "./partitions.ts";
import { lastCurated, lastRuns } from "./runs.ts";

/** Runs whose quality is told. */
const RUNS = 10;

export const datasets: Implement<"listDatasets" | "getDataset"> = {
  listDatasets: async (_, { caller, env }) => {
    const { datasets } = await readContract(env);
    const summaries = caller.allowed("read").map((name) => {
      const dataset = datasets[name];
      return {
        name,
        kind: dataset ? ("dataset" as const) : ("model" as const),
        description: dataset?.description ?? null,
      };
    });
    return { status: 200, body: { datasets: summaries } };
  },

  getDataset: async ({ path, query }, { env, cursors }) => {
    const contract = await readContract(env);
    const { name } = path;
    const dataset = contract.datasets[name];
    if (!dataset) throw noSuchDataset(name);
    const from = query.cursor === undefined ? undefined : ((await cursors.open(query.cursor)) as string);
    const [partitions, runs] = await Promise.all([
      partitionsOf(env.GLUE_DATABASE, name, query.limit, from),
      lastRuns(env.AUDIT_TABLE, name, RUNS),
    ]);
    const fresh = runs.find(({ state }) => state === "curated") ?? (await lastCurated(env.AUDIT_TABLE, name));
    return {
      status: 200,
      body: {
        name,
        kind: "dataset",
        description: dataset.description ?? null,
        columns: columnsOf(contract, name, dataset),
        key: dataset.key ?? [],
        partitions: {
          columns: [...partitionColumns(dataset)].map(([column, type]) => ({ name: column, type })),
          values: partitions.values,
          next: partitions.token === undefined ? null : await cursors.seal(partitions.token),
        },
        freshness: fresh ? freshnessOf(fresh) : null,
        quality: { runs: runs.map(qualityOf) },
      },
    };
  },
};

/** The columns as queries see them: those of the files, then those that partitions are named by. */
function columnsOf(contract: Contract, name: string, dataset: Dataset) {
  const known = new Map(Object.entries(contract.datasets));
  const source = sourcesOf(known, dataset);
  const partitions = partitionColumns(dataset);
  const types = new Map([...curatedColumns(known, name)].map(([column, type]) => [column, glueType(type)]));
  const inFiles = [...types.keys()].filter((column) => !partitions.has(column));
  return [...inFiles, ...partitions.keys()].map((column) => ({
    name: column,
    type: partitions.get(column) ?? types.get(column) ?? "string",
    // What a lookup adds is null where nothing is found.
    required: dataset.columns.some((own) => own.name === column && own.required),
    tokenized: source.get(column)?.tokenize ?? null,
    description: source.get(column)?.description ?? null,
  }));
}

/** Column → where the contract describes it: here, or in the dataset that is looked up. */
function sourcesOf(known: ReadonlyMap<string, Dataset>, dataset: Dataset): Map<string, Column> {
  const added = dataset.enrich.flatMap(({ lookup, add }) =>
    (known.get(lookup)?.columns ?? []).filter((column) => add.includes(column.name)),
  );
  return new Map([...added, ...dataset.columns].map((column) => [column.name, column]));
}

const freshnessOf = ({ run_id, committed_at, cataloged_at, loaded_at }: AuditRecord) => ({
  run_id,
  committed_at,
  cataloged_at: cataloged_at ?? null,
  loaded_at: loaded_at ?? null,
});

const qualityOf = (record: AuditRecord) => ({
  run_id: record.run_id,
  state: record.state,
  committed_at: record.committed_at,
  rows_in: record.rows_in ?? null,
  rows_curated: record.rows_curated ?? null,
  rows_quarantined: record.rows_quarantined ?? null,
  reasons: record.reasons ?? {},
  rejected: record.rejected ?? null,
});
