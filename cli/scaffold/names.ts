// Names for a new pipeline and its datasets, from those of its folder and files.
import { basename } from "node:path";
import { NAME, PIPELINE_NAME, PIPELINE_NAME_LENGTH } from "../../core/contract/schema.ts";
import { snakeCase } from "../../core/infer/index.ts";
import { usageError } from "../args/usage.ts";
import { regularFile } from "../imports/parse.ts";

export interface Sample {
  dataset: string;
  /** As it was written on the command line. */
  file: string;
  path: string;
}

/** A folder's name as a pipeline's: "My Pipeline" → my-pipeline. */
export function pipelineName(dir: string): string {
  const words = snakeCase(basename(dir)).replaceAll("_", "-");
  const name = words
    .replace(/^[^a-z]+/, "")
    .replace(/-+/g, "-")
    .slice(0, PIPELINE_NAME_LENGTH)
    .replace(/-$/, "");
  return PIPELINE_NAME.test(name) ? name : "pipeline";
}

/** FILE or DATASET=FILE, each with a dataset of its own; without a name it is called as its file is. */
export function samples(texts: readonly string[]): Sample[] {
  const taken = new Map<string, string>();
  return texts.map((text) => {
    const named = /^([^=/\\]+)=(.+)$/s.exec(text);
    const explicit = named?.[1] !== undefined && NAME.test(named[1]) ? named : undefined;
    const file = explicit?.[2] ?? text;
    const { path } = regularFile(file);
    const dataset = explicit?.[1] ?? datasetName(file);
    const other = taken.get(dataset);
    if (other !== undefined)
      throw usageError(
        `${other} and ${file} would both be the dataset ${dataset}; name one of them otherwise (--from NAME=FILE), or leave it out where the two are of one kind`,
      );
    taken.set(dataset, file);
    return { dataset, file, path };
  });
}

/** orders-2024.csv.gz → orders_2024 */
function datasetName(file: string): string {
  const stem = basename(file).replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|parquet|gz|gzip|zst|zstd))+$/i, "");
  const name = snakeCase(stem).replace(/^col_(?=\d)/, "data_");
  return NAME.test(name) ? name : "data";
}
