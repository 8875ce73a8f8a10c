// The way of the data, drawn with its counts.
import type { Report } from "../imports/report.ts";
import { bytes, count } from "../output/format.ts";

/** Boxes from left to right, with the branch to quarantine below. */
export function flow({ datasets }: Report): string {
  const sum = (of: (dataset: Report["datasets"][number]) => number): number =>
    datasets.reduce((total, dataset) => total + of(dataset), 0);
  const boxes = [
    ["landing", `${count(sum((d) => d.files))} files`, bytes(sum((d) => d.bytes_in))],
    ["stage", `${count(sum((d) => d.rows_in))} rows in`, "validate … transform"],
    ["curated", `${count(sum((d) => d.rows_curated))} rows`, `${bytes(sum((d) => d.bytes_out))} Parquet`],
    ["Athena", `${datasets.length} tables`, "SQL"],
  ].map(box);
  const lines = [0, 1, 2, 3, 4].map((line) =>
    boxes.map((drawn) => drawn[line]).join(line === 2 ? " ──► " : "     "),
  );
  const before = (boxes[0]?.[0]?.length ?? 0) + 5 + Math.floor((boxes[1]?.[0]?.length ?? 0) / 2);
  const branch = " ".repeat(before);
  return [
    ...lines,
    `${branch}│`,
    `${branch}└──► quarantine: ${count(sum((d) => d.rows_quarantined))} rows, each with its text, line and reasons`,
  ].join("\n");
}

function box(text: readonly string[]): string[] {
  const width = Math.max(...text.map((line) => line.length));
  return [
    `┌${"─".repeat(width + 2)}┐`,
    ...text.map((line) => `│ ${line.padEnd(width)} │`),
    `└${"─".repeat(width + 2)}┘`,
  ];
}
