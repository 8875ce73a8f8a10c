// Rows as JSON, CSV and NDJSON, by what the caller accepts; parquet.ts has the other.
import { Problem } from "../../core/api/problems.ts";
import { RESULT_TYPES } from "../../core/api/routes/queries.ts";
import { type Cell, cell } from "../../core/query/values.ts";
import type { ResultPage } from "./engines/engine.ts";

export type ResultType = (typeof RESULT_TYPES)[number];
export const PARQUET_TYPE = "application/vnd.apache.parquet";
const JSON_TYPE = "application/json";
const OFFERED = [JSON_TYPE, ...RESULT_TYPES] as const;

/**
 * The type that the caller would have first (RFC 9110, 12.5.1); of several alike the first of ours.
 * @throws Problem not_acceptable
 */
export function acceptedType(accept: string | undefined): typeof JSON_TYPE | ResultType {
  if (accept === undefined || accept.trim() === "") return JSON_TYPE;
  const ranges = accept.split(",").map((range) => {
    const [media = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((one) => one.startsWith("q="))?.slice(2);
    return { media, quality: quality === undefined ? 1 : Number(quality) };
  });
  const qualityOf = (type: string): number => {
    const [main] = type.split("/");
    for (const media of [type, `${main}/*`, "*/*"]) {
      const found = ranges.find((range) => range.media === media);
      if (found) return Number.isNaN(found.quality) ? 0 : found.quality;
    }
    return 0;
  };
  const [best] = OFFERED.map((type) => ({ type, quality: qualityOf(type) })).sort(
    (a, b) => b.quality - a.quality,
  );
  if (best && best.quality > 0) return best.type;
  throw new Problem("not_acceptable", `Accept one of: ${OFFERED.join(", ")}.`);
}

export const cellsOf = ({ columns, rows }: ResultPage): Cell[][] =>
  rows.map((cells) => columns.map(({ type }, i) => cell(cells[i], type)));

export function textOf(type: Exclude<ResultType, typeof PARQUET_TYPE>, page: ResultPage): string {
  const cells = cellsOf(page);
  if (type === "text/csv")
    return [page.columns.map(({ name }) => name), ...cells]
      .map((row) => `${row.map(csvField).join(",")}\r\n`)
      .join("");
  return cells
    .map(
      (row) => `${JSON.stringify(Object.fromEntries(page.columns.map(({ name }, i) => [name, row[i]])))}\n`,
    )
    .join("");
}

/** Null is empty, and the empty text is quoted, so that the two stay apart. */
function csvField(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
