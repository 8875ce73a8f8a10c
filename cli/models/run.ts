// headrace models run | test DIR: builds and tests the models in the warehouse, and tells what became of each.
import {
  type Exported,
  type Project,
  type Resumed,
  type RunEvent,
  type RunOptions,
  redshiftExecutor,
  run as runGraph,
} from "../../warehouse/models/project.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { makeOutput, type Output } from "../output/output.ts";
import { printCompiled } from "./compile.ts";
import { tellExports, writeExports } from "./exports.ts";
import { wholeNumber } from "./options.ts";
import { namesOf, projectAt } from "./project.ts";
import { resumedText, tellRun } from "./report.ts";
import { RUN, TEST } from "./signatures.ts";
import { asRefusal, type WarehouseChoice, warehouseFor } from "./warehouse.ts";

export async function runModels(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(RUN, argv);
  const dir = folder(positionals[0]);
  if (values.resume && (values.select.length + values.exclude.length > 0 || values["full-refresh"]))
    throw usageError(
      "--resume goes on with what the last run was asked for: leave --select, --exclude and --full-refresh out",
      RUN,
    );
  if (values["dry-run"]) return printCompiled(dir, values);
  return execute(dir, values, signal, {
    fullRefresh: values["full-refresh"],
    resume: values.resume,
    tests: !values["no-tests"],
  });
}

export async function testModels(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(TEST, argv);
  return execute(folder(positionals[0]), values, signal, { mode: "test" });
}

interface Values extends WarehouseChoice {
  select: readonly string[];
  exclude: readonly string[];
  var: readonly string[];
  schema: string | undefined;
  threads: string | undefined;
  wait: string | undefined;
  json: boolean;
}

async function execute(
  dir: string,
  values: Values,
  signal: AbortSignal,
  options: RunOptions,
): Promise<number> {
  const threads = wholeNumber("threads", values.threads, 1);
  const waitSeconds = wholeNumber("wait", values.wait, 0);
  const output = makeOutput(values.json);
  const project = await projectAt(dir, values);
  const db = await warehouseFor(dir, values);
  let exports: Exported[] = [];
  let resumed: Resumed | undefined;
  const progress = watching(output, countOf(project, values));
  try {
    const report = await runGraph(project.graph, project.settings, redshiftExecutor(db), {
      ...options,
      served: project.served,
      select: values.select,
      exclude: values.exclude,
      ...(threads === undefined ? {} : { threads }),
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
      signal,
      ...(options.mode !== "test" && {
        onDone: async () => {
          exports = await writeExports(dir, values, project, db, signal);
        },
      }),
      onEvent(event) {
        progress(event);
        if (event.kind !== "resumed") return;
        resumed = event.resumed;
        output.say(resumedText(resumed));
      },
    });
    const { models, tests, seconds, ok, runId } = report;
    output.progress.clear();
    await output.answer({ models, tests, exports, seconds, run_id: runId, ...resumedAnswer(resumed) });
    tellRun(output, report, options.mode ?? "build");
    tellExports(output, exports);
    return ok ? 0 : 1;
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await db.destroy();
  }
}

/** The run that was gone on with, as --json tells it. */
function resumedAnswer(resumed: Resumed | undefined): object {
  if (!resumed) return {};
  const { startedAt, ended = null, select, exclude, fullRefresh, kept, left } = resumed;
  return {
    resumed: { started_at: startedAt, ended, select, exclude, full_refresh: fullRefresh, kept, left },
  };
}

/** How many models the selection takes. */
function countOf(project: Project, values: Values): number {
  const names = namesOf(project, values);
  return project.graph.models.filter(({ name }) => names?.has(name) ?? true).length;
}

/** What is being built now, on one line. */
function watching(output: Output, total: number): (event: RunEvent) => void {
  const running = new Set<string>();
  let done = 0;
  let all = total;
  return (event) => {
    if (event.kind === "resumed") {
      all = event.resumed.kept.length + event.resumed.left.length;
      return;
    }
    if (event.kind === "start") running.add(event.name);
    else if (event.kind === "model") {
      running.delete(event.report.name);
      done += 1;
    } else running.delete(event.report.name);
    const now = running.size > 0 ? ` · ${[...running].join(", ")}` : "";
    output.progress.update(`models: ${done} of ${all}${now}`);
  };
}
