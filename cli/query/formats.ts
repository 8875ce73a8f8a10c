// A query's rows as text: for people (table, vertical) and for programs (csv, json, ndjson).
import { fitted, type TableColumn } from "../output/fit.ts";
import { table } from "../output/table.ts";
import { type QueryResult, shown, type Value } from "./result.ts";

export const FORMATS = ["table", "vertical", "csv", "json", "ndjson"] as const;
export type Format = (typeof FORMATS)[number];

/** @param room columns of the terminal, for a table */
export function formatted(format: Format, result: QueryResult, room: number): string {
  if (format === "table") return tableOf(result, room);
  if (format === "vertical") return vertical(result);
  return format === "csv" ? csv(result) : objects(result, format);
}

/** Whether the rows fit side by side without a number cut, or a text cut beyond use. */
export const fitsTable = (result: QueryResult, room: number): boolean =>
  fitted(columnsOf(result), cellsOf(result), room).fits;

const tableOf = (result: QueryResult, room: number): string =>
  `${table(columnsOf(result), cellsOf(result), room)}\n`;

const NUMERIC = /^(tinyint|smallint|int|bigint|decimal|numeric|double|float|real)/i;

const columnsOf = ({ columns }: QueryResult): TableColumn[] =>
  columns.map(({ name, type }) => ({ title: cell(name), align: NUMERIC.test(type) ? "right" : "left" }));

const cellsOf = ({ rows }: QueryResult): string[][] =>
  rows.map((row) => row.map((value) => cell(shown(value))));

/** One line that a terminal takes as text: what would move its cursor is written out. */
const cell = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (one) => NAMED[one] ?? `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`);

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Each column on a line of its own, whole. */
function vertical({ columns, rows }: QueryResult): string {
  const names = columns.map(({ name }) => cell(name));
  const width = Math.max(0, ...names.map((name) => name.length));
  return rows
    .map((row, at) => {
      const lines = row.map(
        (value, column) => `${(names[column] ?? "").padEnd(width)} | ${cell(shown(value))}`,
      );
      return `${`-[ ${at + 1} ]`.padEnd(width + 3, "-")}\n${lines.join("\n")}\n`;
    })
    .join("");
}

/** RFC 4180 with a header; null is nothing, and an empty text is in quotes. */
function csv({ columns, rows }: QueryResult): string {
  const lines = [columns.map(({ name }) => quoted(name)), ...rows.map((row) => row.map(csvValue))];
  return lines.map((fields) => `${fields.join(",")}\r\n`).join("");
}

const csvValue = (value: Value): string => {
  if (value === null) return "";
  return typeof value === "string" ? quoted(value) : shown(value);
};

const quoted = (text: string): string =>
  text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** An object of each row, whose numbers have all their digits. Columns of one name get numbers: n, n_2. */
function objects({ columns, rows }: QueryResult, format: "json" | "ndjson"): string {
  const names = distinct(columns.map(({ name }) => name));
  const lines = rows.map((row) => {
    const members = row.map((value, at) => `${JSON.stringify(names[at])}:${JSON.stringify(value)}`);
    return `{${members.join(",")}}`;
  });
  if (format === "ndjson") return lines.map((line) => `${line}\n`).join("");
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
    taken.add(free);
    return free;
  });
}
