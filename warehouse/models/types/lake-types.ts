// TypeScript types of the lake, from the contract: what `headrace types` writes beside the models.
import type { Column, Contract, Dataset } from "../../../core/contract/schema.ts";

/** What a column of each contract type is in a query's result, as the dialect reads it by default. */
const TYPES: Readonly<Record<string, string>> = {
  string: "string",
  int: "number",
  bigint: "number",
  double: "number",
  boolean: "boolean",
  date: "string",
  timestamp: "string",
};

/** The text of `models/lake.d.ts`. */
export function lakeTypes(contract: Contract): string {
  const tables = Object.entries(contract.datasets).map(([name, dataset]) =>
    tableType(name, dataset, contract),
  );
  return [
    "// Written by `headrace types` from headrace.yaml: change the contract, then run it again.",
    'import "headrace/models";',
    "",
    'declare module "headrace/models" {',
    "  interface Lake {",
    ...tables,
    "  }",
    "}",
    "",
  ].join("\n");
}

function tableType(name: string, dataset: Dataset, contract: Contract): string {
  const own = dataset.columns.map((column) =>
    field(column.name, typeOf(column), column.required, column.description),
  );
  const looked = dataset.enrich.flatMap((enrich) =>
    enrich.add.map((added) => {
      const column = contract.datasets[enrich.lookup]?.columns.find((one) => one.name === added);
      return field(added, column ? typeOf(column) : "string", false, undefined);
    }),
  );
  const partitions = dataset.partition_by.flatMap((partition) => {
    const part = /^(year|month|day|hour)\((\w+)\)$/.exec(partition);
    return part ? [field(`${part[2]}_${part[1]}`, "string", false, undefined)] : [];
  });
  return [`    "lake.${name}": {`, ...own, ...looked, ...partitions, "    };"].join("\n");
}

function field(name: string, type: string, required: boolean, description: string | undefined): string {
  const comment = description
    ? `      /** ${description.replaceAll("*/", "* /").replace(/\s+/g, " ")} */\n`
    : "";
  return `${comment}      ${name}: ${type}${required ? "" : " | null"};`;
}

/** A token is text, whatever the column was. */
function typeOf(column: Column): string {
  if (column.tokenize) return "string";
  return TYPES[column.type] ?? (column.type.startsWith("decimal") ? "string" : "unknown");
}
