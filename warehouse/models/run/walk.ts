// The way through a DAG: each thing when all that it reads is done, several at once; what fails stops what reads it and
// nothing else.
import type { Graph, ModelNode, SourceNode } from "../project/graph.ts";
import type { CompiledTest } from "../project/tests.ts";
import { buildModel } from "./build.ts";
import type { BuildEnvironment } from "./build-environment.ts";
import type { EarlierRun } from "./ledger.ts";
import type { RunOptions } from "./options.ts";
import type { ModelReport, RunReport, TestReport } from "./report.ts";
import { runTest } from "./run-test.ts";
import { makeSchema } from "./schemas.ts";
import { readersOf } from "./served.ts";
import { Slots } from "./slots.ts";

/** What became of a thing, for those that read it: done, or why not. */
type Fate = "done" | { stopped: string };

export class Walk {
  readonly #graph: Graph;
  readonly #names: Set<string>;
  readonly #env: BuildEnvironment;
  readonly #options: RunOptions;
  readonly #earlier: EarlierRun | undefined;
  readonly #slots: Slots;
  readonly #fates = new Map<string, Promise<Fate>>();
  readonly #models = new Map<string, ModelReport>();
  readonly #tests: TestReport[] = [];
  #unfinished = false;

  constructor(
    graph: Graph,
    names: Set<string>,
    env: BuildEnvironment,
    options: RunOptions,
    earlier: EarlierRun | undefined,
  ) {
    this.#graph = graph;
    this.#names = names;
    this.#env = env;
    this.#options = options;
    this.#earlier = earlier;
    this.#slots = new Slots(options.threads ?? 4);
  }

  async all(started: number): Promise<RunReport> {
    const models = this.#graph.models.filter((node) => this.#names.has(node.name));
    if (this.#options.mode !== "test") {
      for (const [schema, nodes] of Map.groupBy(models, (node) => node.place.schema)) {
        const readers = new Set(nodes.flatMap((node) => readersOf(node, this.#env.served)));
        await makeSchema(this.#env.executor, schema, readers);
      }
    }
    for (const source of this.#graph.sources) {
      if (this.#names.has(source.name)) this.#fates.set(source.name, this.#source(source));
    }
    for (const node of models) this.#fates.set(node.name, this.#model(node));
    const alone = this.#graph.tests.filter((test) => test.reads.some((read) => this.#names.has(read)));
    const waiting = this.#options.tests === false ? [] : alone.map((test) => this.#alone(test));
    await Promise.all([...this.#fates.values(), ...waiting]);
    const reports = models
      .map((node) => this.#models.get(node.name))
      .filter((report) => report !== undefined);
    const bad = (state: string) => !["built", "kept", "passed", "warned"].includes(state);
    return {
      models: this.#options.mode === "test" ? [] : reports,
      tests: this.#tests,
      seconds: seconds(started),
      runId: this.#env.runId,
      ok: ![...reports, ...this.#tests].some((report) => bad(report.state)),
      unfinished: this.#unfinished,
    };
  }

  async #source(source: SourceNode): Promise<Fate> {
    return this.#slots.run(() => this.#testsOf(source.name, source.tests));
  }

  async #model(node: ModelNode): Promise<Fate> {
    const blocked = await this.#blocked(node.reads);
    const report: ModelReport = {
      name: node.name,
      materialized: node.materialized,
      state: "skipped",
      rows: null,
      seconds: 0,
    };
    if (blocked) return this.#left(node, { ...report, state: "skipped", message: blocked.stopped });
    return this.#slots.run(async () => {
      if (this.#mustStop()) {
        this.#unfinished = true;
        return this.#left(node, { ...report, state: "stopped", message: "the run ended before its turn" });
      }
      if (this.#options.mode === "test") return this.#testsOf(node.name, node.tests);
      if (this.#earlier?.done.has(node.name)) {
        this.#told(node, { ...report, state: "kept" });
        return this.#testsOf(node.name, node.tests);
      }
      this.#options.onEvent?.({ kind: "start", name: node.name });
      const began = performance.now();
      try {
        const { rows } = await buildModel(node, this.#env);
        this.#told(node, { ...report, state: "built", rows: rows ?? null, seconds: seconds(began) });
      } catch (error) {
        const { message, sql, fix } = error as Error & { sql?: string; fix?: string };
        const failed: ModelReport = {
          ...report,
          state: "failed",
          seconds: seconds(began),
          message: fix ? `${message}: ${fix}` : message,
        };
        if (sql) failed.sql = sql;
        await this.#record(node.kind, node.name, "failed", message);
        this.#told(node, failed);
        return { stopped: `"${node.name}" failed` };
      }
      return this.#testsOf(node.name, node.tests);
    });
  }

  /** The first of what it reads that is not done. */
  async #blocked(reads: readonly string[]): Promise<{ stopped: string } | undefined> {
    for (const read of reads) {
      const fate = await this.#fates.get(read);
      if (fate && fate !== "done") return fate;
    }
    return undefined;
  }

  #mustStop(): boolean {
    return (
      Boolean(this.#options.signal?.aborted) ||
      Date.now() >= (this.#options.deadline ?? Number.POSITIVE_INFINITY)
    );
  }

  /** Neither the model nor its tests have a turn. */
  #left(node: ModelNode, report: ModelReport): Fate {
    this.#told(node, report);
    if (this.#options.tests !== false) for (const test of node.tests) this.#tested(skipped(test));
    return { stopped: report.message ?? `"${node.name}" was not built` };
  }

  async #testsOf(owner: string, tests: readonly CompiledTest[]): Promise<Fate> {
    if (this.#options.tests === false) return "done";
    let fate: Fate = "done";
    for (const test of tests) {
      if (this.#earlier?.passed.has(`${owner}: ${test.name}`) && this.#earlier.done.has(owner)) continue;
      if (!(await this.#test(test))) fate = { stopped: `a test of "${owner}" failed: ${test.name}` };
    }
    return fate;
  }

  async #alone(test: CompiledTest): Promise<void> {
    if (await this.#blocked(test.reads)) {
      this.#tested(skipped(test));
      return;
    }
    await this.#slots.run(() => this.#test(test));
  }

  /** Whether what reads the tested model may go on. */
  async #test(test: CompiledTest): Promise<boolean> {
    if (this.#mustStop()) {
      this.#unfinished = true;
      this.#tested(skipped(test));
      return false;
    }
    const { state, failures, rows, message } = await runTest(test, this.#env.executor, this.#options.signal);
    const report: TestReport = { name: test.name, model: test.model ?? null, state, failures };
    if (failures > 0) Object.assign(report, { rows, query: test.sql });
    if (message) Object.assign(report, { message, query: test.sql });
    await this.#record(
      "test",
      test.model === undefined ? test.name : `${test.model}: ${test.name}`,
      state,
      message,
    );
    this.#tested(report);
    return state === "passed" || state === "warned";
  }

  async #record(
    kind: "model" | "snapshot" | "test",
    name: string,
    state: string,
    detail?: string,
  ): Promise<void> {
    const { executor, ledger, runId, dag, writes } = this.#env;
    const sql = ledger.record({ runId, dag, kind, name, state, detail });
    await writes.run(() => executor.run(sql)).catch(() => undefined);
  }

  #told(node: ModelNode, report: ModelReport): void {
    this.#models.set(node.name, report);
    this.#options.onEvent?.({ kind: "model", report });
  }

  #tested(report: TestReport): void {
    this.#tests.push(report);
    this.#options.onEvent?.({ kind: "test", report });
  }
}

function skipped(test: CompiledTest): TestReport {
  return { name: test.name, model: test.model ?? null, state: "skipped", failures: 0 };
}

function seconds(since: number): number {
  return Math.round(performance.now() - since) / 1000;
}
