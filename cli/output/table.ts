// Tables for people, no wider than their terminal.
import Table from "cli-table3";
import { colors } from "./colors.ts";
import { fitted, GAP, type TableColumn } from "./fit.ts";
import { cut, widthOf } from "./width.ts";

/**
 * A plain table: titles, rows. Cells may hold line breaks. Texts are cut where it would be wider than `room` columns, which is the
 * terminal's width, or 80.
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  room: number = widthOf(process.stderr),
): string {
  const { widths } = fitted(columns, rows, room);
  const within = (text: string, at: number): string => cut(text, widths[at] ?? 0);
  const drawn = new Table({
    head: columns.map(({ title }, at) => colors.bold(within(title, at))),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...BLANK, "top-mid": "", mid: "", "mid-mid": "", middle: " ".repeat(GAP) },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of rows) drawn.push(row.map(within));
  return drawn.toString();
}

const BLANK = {
  top: "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  right: "",
  "right-mid": "",
};
