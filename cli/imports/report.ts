// What an import came to, per dataset: the one shape of `check --json` and `run --json`, and its table.
import type { ExitCode } from "../../core/errors.ts";
import { colors } from "../output/colors.ts";
import { bytes, count, seconds } from "../output/format.ts";
import { table } from "../output/table.ts";

/** An error that one file's import ended with. */
export interface Failure {
  code: string;
  message: string;
  fix: string;
  exitCode: ExitCode;
}

/** What became of one file, whether the engine ran here or in a function. */
export interface FileOutcome {
  dataset: string;
  /** As the user named it. */
  file: string;
  rowsIn: number;
  rowsCurated: number;
  rowsQuarantined: number;
  reasons: Record<string, number>;
  rejected?: { reason: string; message: string };
  /** Why it could not be imported, where neither it nor the contract is known to be wrong; what came of it is then nothing. */
  failed?: Failure;
  ignoredColumns: string[];
  bytesIn: number;
  bytesOut: number;
  seconds: number;
}

export interface DatasetReport {
  dataset: string;
  files: number;
  files_rejected: number;
  rows_in: number;
  rows_curated: number;
  rows_quarantined: number;
  /** `column:rule` → rows, most frequent first. */
  reasons: Record<string, number>;
  bytes_in: number;
  bytes_out: number;
  seconds: number;
}

export interface Report {
  datasets: DatasetReport[];
  rejected: { dataset: string; file: string; reason: string; message: string }[];
  /** Files whose import ended with an error; absent where there are none. */
  failed?: ({ dataset: string; file: string } & Omit<Failure, "exitCode">)[];
  seconds: number;
}

/** Sums up per dataset, in the order in which datasets first appear. `elapsed` is the whole command's time. */
export function summarize(outcomes: readonly FileOutcome[], elapsed: number): Report {
  const datasets = [...Map.groupBy(outcomes, ({ dataset }) => dataset)].map(([dataset, files]) => {
    const sum = (of: (file: FileOutcome) => number): number => files.reduce((n, file) => n + of(file), 0);
    const reasons: Record<string, number> = {};
    for (const file of files)
      for (const [reason, n] of Object.entries(file.reasons)) reasons[reason] = (reasons[reason] ?? 0) + n;
    return {
      dataset,
      files: files.length,
      files_rejected: files.filter(({ rejected }) => rejected).length,
      rows_in: sum(({ rowsIn }) => rowsIn),
      rows_curated: sum(({ rowsCurated }) => rowsCurated),
      rows_quarantined: sum(({ rowsQuarantined }) => rowsQuarantined),
      reasons: Object.fromEntries(Object.entries(reasons).sort((a, b) => b[1] - a[1])),
      bytes_in: sum(({ bytesIn }) => bytesIn),
      bytes_out: sum(({ bytesOut }) => bytesOut),
      seconds: Math.round(sum((file) => file.seconds) * 1000) / 1000,
    };
  });
  const rejected = outcomes.flatMap(({ dataset, file, rejected: whole }) =>
    whole ? [{ dataset, file, ...whole }] : [],
  );
  const failed = outcomes.flatMap(({ dataset, file, failed: why }) =>
    why ? [{ dataset, file, code: why.code, message: why.message, fix: why.fix }] : [],
  );
  return { datasets, rejected, ...(failed.length > 0 && { failed }), seconds: elapsed };
}

const SHOWN_REASONS = 6;

/** The report as people read it. */
export function draw(report: Report, outcomes: readonly FileOutcome[]): string {
  const rows = report.datasets.map((dataset) => [
    dataset.dataset,
    count(dataset.files),
    count(dataset.rows_in),
    count(dataset.rows_curated),
    count(dataset.rows_quarantined),
    why(dataset.reasons),
    `${bytes(dataset.bytes_in)} → ${bytes(dataset.bytes_out)}`,
    seconds(dataset.seconds),
  ]);
  const right = "right" as const;
  const lines = [
    table(
      [
        { title: "dataset" },
        { title: "files", align: right },
        { title: "rows in", align: right },
        { title: "curated", align: right },
        { title: "quarantined", align: right },
        { title: "why" },
        { title: "bytes" },
        { title: "time", align: right },
      ],
      rows,
    ),
  ];
  for (const { file, reason, message } of report.rejected)
    lines.push(`${colors.red("rejected")} ${file}: ${message} (${reason})`);
  for (const { file, message, fix } of report.failed ?? [])
    lines.push(`${colors.red("failed")} ${file}: ${message} ${fix}`);
  const ignored = Map.groupBy(
    outcomes.filter(({ ignoredColumns }) => ignoredColumns.length > 0),
    ({ dataset }) => dataset,
  );
  for (const [dataset, files] of ignored)
    lines.push(
      `${dataset}: ignored columns ${shorten(new Set(files.flatMap(({ ignoredColumns }) => ignoredColumns)))}`,
    );
  return lines.join("\n");
}

function why(reasons: Record<string, number>): string {
  const all = Object.entries(reasons);
  const shown = all.slice(0, SHOWN_REASONS).map(([reason, n]) => `${reason} ${count(n)}`);
  if (all.length > SHOWN_REASONS) shown.push(`and ${all.length - SHOWN_REASONS} more`);
  return shown.join("\n");
}

function shorten(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, 8).join(", ");
  return names.size > 8 ? `${shown} and ${names.size - 8} more` : shown;
}
