// Tables for people.
import Table from "cli-table3";
import { colors } from "./colors.ts";

export interface TableColumn {
  title: string;
  align?: "left" | "right";
}

/** A plain table: titles, a rule, rows. Cells may hold line breaks. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: columns.map((column) => colors.bold(column.title)),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...BLANK, "top-mid": "", mid: "", "mid-mid": "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of rows) drawn.push([...row]);
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
