// The tables at the end of a run of models: what was built, which tests failed, with which rows, and the query for all.
import type { ModelReport, Resumed, RunReport, TestReport } from "../../warehouse/models/project.ts";
import { colors } from "../output/colors.ts";
import { count, seconds } from "../output/format.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/table.ts";
import { shown, type Value } from "../query/result.ts";

/** Which run is gone on with, what it was asked for, and how far it came. */
export function resumedText(resumed: Resumed): string {
  const { runId, startedAt, ended, select, exclude, fullRefresh, kept, left } = resumed;
  const asked = [
    ...select.map((selector) => ` --select ${selector}`),
    ...exclude.map((selector) => ` --exclude ${selector}`),
    ...(fullRefresh ? [" --full-refresh"] : []),
  ].join("");
  const end = ended === undefined ? "was ended half-way" : ended;
  return [
    `resuming run ${runId}, started at ${startedAt} UTC, which ${end}${asked && `; asked for:${asked}`}`,
    `  stays as it is: ${kept.join(", ") || "nothing"}`,
    `  is to be done:  ${left.join(", ") || "nothing but tests"}`,
  ].join("\n");
}

export function tellRun(output: Output, report: RunReport, mode: "build" | "test"): void {
  if (mode === "build" && report.models.length > 0) output.say(modelTable(report.models));
  for (const { name, state, message, sql } of report.models)
    if (state === "failed")
      output.say(`\n${colors.red(`${name}: ${message}`)}${sql ? `\n${indented(sql)}` : ""}`);
  for (const one of report.tests)
    if (one.state === "failed" || one.state === "warned" || one.state === "error") output.say(failure(one));
  output.say(`\n${summary(report)}`);
}

function modelTable(models: readonly ModelReport[]): string {
  return table(
    [
      { title: "model" },
      { title: "materialized" },
      { title: "state" },
      { title: "rows", align: "right" },
      { title: "time", align: "right" },
    ],
    models.map(({ name, materialized, state, rows, seconds: took }) => [
      name,
      materialized,
      state === "failed" ? colors.red(state) : state,
      rows === null ? "" : count(rows),
      seconds(took),
    ]),
  );
}

function failure({ name, model, state, failures, rows = [], query, message }: TestReport): string {
  const what =
    state === "error" ? "did not run" : `${state}: ${count(failures)} ${failures === 1 ? "row" : "rows"}`;
  const lines = [`\n${colors.red(`test ${name}${model ? ` of ${model}` : ""} ${what}`)}`];
  if (message) lines.push(message);
  const [first] = rows;
  if (first) {
    const columns = Object.keys(first);
    lines.push(
      table(
        columns.map((title) => ({ title })),
        rows.map((row) => columns.map((column) => shown(row[column] as Value))),
      ),
    );
  }
  if (query) lines.push(state === "error" ? "its query:" : "all of them:", indented(query));
  return lines.join("\n");
}

function summary({ models, tests, seconds: took, unfinished }: RunReport): string {
  const states = (all: readonly { state: string }[]): string =>
    [...Map.groupBy(all, ({ state }) => state)]
      .map(([state, some]) => `${some.length} ${state}`)
      .join(", ") || "none";
  const rest = unfinished ? "; not all had their turn: go on with --resume" : "";
  return `models: ${states(models)}; tests: ${states(tests)}; ${seconds(took)}${rest}`;
}

const indented = (text: string): string => text.replace(/^/gm, "    ");
