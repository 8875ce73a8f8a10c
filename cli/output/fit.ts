// Which columns of a table get how much room. Numbers are never cut: the rest is taken from the widest texts first.
import { columnsOf } from "./width.ts";

export interface TableColumn {
  title: string;
  /** Numbers stand at the right, and are never cut. */
  align?: "left" | "right";
}

/** Between two columns. */
export const GAP = 2;
/** A text cut to less says nothing. */
const LEAST = 6;

export interface Fitted {
  /** Of each column. */
  widths: number[];
  /** False where the table is wider than its room even so. */
  fits: boolean;
}

export function fitted(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  room: number,
): Fitted {
  const natural = columns.map(({ title }, at) =>
    rows.reduce((most, row) => Math.max(most, widest(row[at] ?? "")), widest(title)),
  );
  const gaps = GAP * Math.max(0, columns.length - 1);
  const least = columns.map(({ title, align }, at) =>
    align === "right"
      ? (natural[at] as number)
      : Math.min(natural[at] as number, Math.max(LEAST, columnsOf(title))),
  );
  const within = (most: number): number[] =>
    natural.map((width, at) => Math.max(least[at] as number, Math.min(width, most)));
  const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, gaps);
  let most = Math.min(room, Math.max(0, ...natural));
  while (most > LEAST && total(within(most)) > room) most--;
  const widths = within(most);
  // What rounding left over goes to the first that was cut.
  const spare = room - total(widths);
  const first = widths.findIndex((width, at) => width < (natural[at] as number));
  if (first >= 0 && spare > 0)
    widths[first] = Math.min(natural[first] as number, (widths[first] as number) + spare);
  return { widths, fits: total(widths) <= room };
}

const widest = (text: string): number => Math.max(...text.split("\n").map(columnsOf));
