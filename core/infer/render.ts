// Inferred datasets → headrace.yaml, with what a person should know beside it. Values of the files are never shown.
import type { ColumnStatistics, DatasetDefinition, Inferred } from "./inferred.ts";

const WIDEST_NAME = 40;

/** A YAML scalar, in quotes wherever YAML 1.1, YAML 1.2 or a flow mapping might read it as something else. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const plain = /^[A-Za-z_][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*$/.test(value);
  const word = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(value);
  if (plain && !word) return value;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what single quotes cannot hold
  if (/[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/.test(value))
    return doubleQuoted(value);
  return `'${value.replaceAll("'", "''")}'`;
}

/** JSON's quotes are YAML's too, but for characters that YAML wants escaped and JSON does not. */
const doubleQuoted = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return scalar(value as string | number | boolean);
}

/** One line of a comment, whatever the text holds. */
const comment = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, " ");

function remark({ rows, nulls, note }: ColumnStatistics): string {
  const parts: string[] = [];
  if (note !== undefined) parts.push(note);
  if (nulls > 0 && nulls < rows)
    parts.push(`${Math.max(1, Math.round((100 * nulls) / rows))} % without a value`);
  return parts.length > 0 ? `  # ${comment(parts.join("; "))}` : "";
}

function columnLine(
  column: DatasetDefinition["columns"][number],
  statistics: ColumnStatistics | undefined,
  width: number,
): string {
  const { name, ...rest } = column;
  const start = `${`${scalar(name)},`.padEnd(width + 1)} ${flow(rest).slice(2)}`;
  return `      - { name: ${start}${statistics ? remark(statistics) : ""}`;
}

/** The lines of one dataset, two blanks in from `datasets:`. */
export function datasetLines({ name, dataset, statistics }: Inferred): string[] {
  const { columns, ...others } = dataset;
  const width = Math.min(WIDEST_NAME, Math.max(...columns.map((column) => scalar(column.name).length)));
  const rows = statistics.rows === 1 ? "row" : "rows";
  const seen = statistics.whole ? rows : `${rows} looked at`;
  return [
    `  ${scalar(name)}:`,
    `    # Inferred from ${statistics.rows} ${seen}.`,
    ...statistics.notes.map((note) => `    # Note: ${comment(note)}.`),
    ...Object.entries(others).map(([key, value]) => `    ${key}: ${flow(value)}`),
    "    columns:",
    ...columns.map((column, index) => columnLine(column, statistics.columns[index], width)),
  ];
}

const HEAD = `# What the data must look like. headrace check tries it on local files, terraform apply runs it on AWS.
# A column may also say: required, min, max, min_length, max_length, pattern, in, clean, default, tokenize.
# A dataset may also say: key, checks, enrich, partition_by, quality, retention, warehouse.`;

/**
 * A headrace.yaml for the pipeline `name`. The text passes parseContract.
 * @param schema where an editor finds the contract's JSON Schema, from the file's own folder
 */
export function renderContractYaml(name: string, datasets: readonly Inferred[], schema?: string): string {
  const editor = schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`];
  return `${[...editor, HEAD, "version: 1", `name: ${scalar(name)}`, "datasets:", ...datasets.flatMap(datasetLines)].join("\n")}\n`;
}
