// A dataset's newest quarantined rows, each with the places in its text that its reasons speak of.
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { columnsOf, curatedType, parseExpression } from "../../../core/contract/index.ts";
import type { Dataset } from "../../../core/contract/schema.ts";
import type { ColumnType } from "../../../core/contract/types.ts";
import { QUARANTINED_ROWS } from "../../../page/model/limits.ts";
import { headerOf, type Layout, marksOf } from "../../../page/model/marks.ts";
import type { Quarantined } from "../../../page/model/page.ts";
import { s3Client } from "../../objects.ts";
import { quarantined } from "../../watch/quarantine.ts";
import { clipped } from "./clipped.ts";
import type { Seen } from "./seen.ts";

/** Bytes of a file in which its header is looked for. */
const HEAD_BYTES = 65_536;

export async function quarantinedRows(seen: Seen, name: string, dataset: Dataset): Promise<Quarantined[]> {
  const rows = await quarantined(seen, { dataset: name, most: QUARANTINED_ROWS });
  const headers = new Map<string, readonly string[] | undefined>();
  for (const { file, line } of rows)
    if (line !== undefined && !headers.has(file)) headers.set(file, await headerIn(seen, file, dataset));
  return rows.map(({ run_id, file, line, reasons, text }) => {
    const cut = clipped(text);
    const layout = layoutOf(dataset, headers.get(file));
    return {
      run_id,
      ...(line !== undefined && { line }),
      reasons,
      text: cut,
      marks: marksOf(cut, reasons, layout),
    };
  });
}

function layoutOf(dataset: Dataset, header: readonly string[] | undefined): Layout {
  const { format, delimiter, quote } = dataset.source;
  const types = new Map(
    dataset.columns.flatMap((column): [string, ColumnType][] => {
      const type = curatedType({ ...column, tokenize: undefined });
      return type ? [[column.name, type]] : [];
    }),
  );
  return {
    format,
    delimiter: delimiter ?? (format === "tsv" ? "\t" : ","),
    quote,
    header,
    names: Object.fromEntries(dataset.columns.map((column) => [column.name, column.from ?? column.name])),
    checks: Object.fromEntries(
      dataset.checks.map(({ name, expression }) => [
        name,
        [...columnsOf(parseExpression(expression, types))],
      ]),
    ),
    key: dataset.key ?? [],
  };
}

/** The names in a file's first line, where it lies still in the landing bucket and is plain text. */
async function headerIn(
  { aws, pipeline }: Seen,
  file: string,
  { source, columns }: Dataset,
): Promise<readonly string[] | undefined> {
  if (source.format !== "csv" && source.format !== "tsv") return undefined;
  if (!source.header) return columns.map(({ name, from }) => from ?? name);
  const key = /^s3:\/\/[^/]+\/(.*)$/s.exec(file)?.[1];
  if (key === undefined) return undefined;
  const s3 = s3Client(aws);
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: pipeline.landing, Key: key, Range: `bytes=0-${HEAD_BYTES - 1}` }),
    );
    const [line = ""] = ((await Body?.transformToString()) ?? "").replace(/^\uFEFF/, "").split(/\r?\n/, 1);
    return headerOf(line, source.delimiter ?? (source.format === "tsv" ? "\t" : ","), source.quote);
  } catch {
    // It may be gone, or not ours to read: the rows are shown all the same, with their reasons beside them.
    return undefined;
  } finally {
    s3.destroy();
  }
}
