// A dataset of the contract in words that a page shows.
import { type Contract, curatedColumns } from "../../../core/contract/index.ts";
import type { Column, Dataset } from "../../../core/contract/schema.ts";
import { glueType } from "../../../core/contract/types.ts";
import type { Dataset as Shown } from "../../../page/model/page.ts";

type Described = Pick<Shown, "name" | "description" | "source" | "columns" | "facts">;

export function described(contract: Contract, name: string, dataset: Dataset): Described {
  const own = dataset.columns.map((column) => ({
    name: column.name,
    type: column.type,
    required: column.required,
    rules: rulesOf(column),
    ...(column.description && { description: column.description }),
    ...(column.tokenize && { tokenize: column.tokenize }),
  }));
  const types = curatedColumns(new Map(Object.entries(contract.datasets)), name);
  const added = dataset.enrich.flatMap(({ lookup, on, add }) =>
    add.map((column) => {
      const type = types.get(column);
      return {
        name: column,
        type: type ? glueType(type) : "",
        required: false,
        rules: [`looked up in ${lookup} by ${on}`],
      };
    }),
  );
  return {
    name,
    ...(dataset.description && { description: dataset.description }),
    source: sourceOf(dataset),
    columns: [...own, ...added],
    facts: factsOf(contract, name, dataset),
  };
}

function sourceOf({ source }: Dataset): string {
  return [
    source.format,
    source.compression && source.compression !== "none" && source.compression,
    source.encoding !== "utf-8" && source.encoding,
    source.delimiter && `fields divided by ${JSON.stringify(source.delimiter)}`,
    !source.header && "without a header",
    source.unknown_columns === "reject" && "unknown columns are refused",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Each rule in the contract's own words. */
function rulesOf(column: Column): string[] {
  const clean = column.clean.map((step) =>
    typeof step === "string"
      ? step
      : `replace ${step.replace.pattern} by ${JSON.stringify(step.replace.with)}`,
  );
  const shown = (name: string, value: unknown): string[] => (value === undefined ? [] : [`${name} ${value}`]);
  return [
    ...shown("from", column.from),
    ...clean,
    ...shown("null:", column.null_values?.map((value) => JSON.stringify(value)).join(", ")),
    ...shown("default", column.default),
    ...shown("format", column.format),
    ...shown("min", column.min),
    ...shown("max", column.max),
    ...shown("at least, in characters:", column.min_length),
    ...shown("at most, in characters:", column.max_length),
    ...shown("pattern", column.pattern),
    ...shown("one of", column.in?.join(", ")),
  ];
}

function factsOf({ deliver }: Contract, name: string, dataset: Dataset): Shown["facts"] {
  const topics = Object.entries(deliver).filter(([, { datasets }]) => datasets.includes(name));
  const { max_reject_ratio } = dataset.quality;
  const { archive_after_days, expire_after_days } = dataset.retention;
  const facts: readonly (readonly [string, string | false | undefined])[] = [
    ["key", dataset.key && `${dataset.key.join(", ")}; of two rows with one key: ${dataset.on_duplicate}`],
    ["checks", dataset.checks.map((check) => `${check.name}: ${check.expression}`).join("; ")],
    ["partitioned by", dataset.partition_by.join(", ")],
    [
      "a file is refused",
      max_reject_ratio < 1 && `where more than ${max_reject_ratio * 100} % of its rows are`,
    ],
    ["goes to Glacier", archive_after_days !== undefined && `after ${archive_after_days} days`],
    ["expires", expire_after_days !== undefined && `after ${expire_after_days} days`],
    ["in the warehouse", dataset.warehouse.load !== "none" && `by ${dataset.warehouse.load}`],
    ["delivered to", topics.map(([topic]) => topic).join(", ")],
  ];
  return facts.flatMap(([fact, value]) => (value ? [{ name: fact, value }] : []));
}
