// The DAG: models, snapshots, sources and tests, what each reads, in an order in which they can be built.
import { HeadraceError } from "../../../core/errors.ts";
import { type CompiledQuery, QueryWriter, type TableName } from "./compile.ts";
import { checkChoices, checkDefinition } from "./definitions.ts";
import type { ModelKind } from "./kinds.ts";
import type { Built, Registry } from "./registry.ts";
import type { ProjectSettings } from "./settings.ts";
import { type CompiledTest, compileTests } from "./tests.ts";

export interface ModelNode {
  kind: "model" | "snapshot";
  name: string;
  definition: Built;
  /** The file, relative to models/. */
  path: string;
  place: TableName;
  materialized: ModelKind;
  tags: readonly string[];
  /** Models, snapshots and sources that it reads. */
  reads: string[];
  full: CompiledQuery;
  /** The query of a run that adds, where it differs by kind. */
  incremental: CompiledQuery | undefined;
  tests: CompiledTest[];
}

export interface SourceNode {
  kind: "source";
  name: string;
  place: TableName;
  path: string | undefined;
  tags: readonly string[];
  tests: CompiledTest[];
}

export interface Graph {
  /** In an order in which each comes after what it reads; the same for the same files. */
  models: ModelNode[];
  sources: SourceNode[];
  /** Tests that hang on no one model. */
  tests: CompiledTest[];
}

export function graphOf(registry: Registry, settings: ProjectSettings, datasets?: readonly string[]): Graph {
  const writer = new QueryWriter(registry, settings, datasets);
  const nodes = [...registry.models.values()].map(({ definition, path }) =>
    modelNode(definition, path, writer),
  );
  const models = inOrder(nodes);
  for (const node of models) node.tests = compileTests(node.definition.tests, node, writer);
  const tests = [...registry.tests.values()].map(({ definition, path }): CompiledTest => {
    const query = writer.write(definition.name, path, (db) =>
      definition.query(db, writer.contextFor(definition.name, path, false)),
    );
    return {
      name: definition.name,
      model: undefined,
      path,
      severity: definition.severity,
      tags: definition.tags,
      ...query,
    };
  });
  return { models, sources: sourceNodes(registry, models, tests, settings, writer), tests };
}

function modelNode(definition: Built, path: string, writer: QueryWriter): ModelNode {
  const { name } = definition;
  checkChoices(definition, path);
  const write = (incremental: boolean) =>
    writer.write(name, path, (db) => definition.query(db, writer.contextFor(name, path, incremental)));
  const materialized = definition.kind === "snapshot" ? "snapshot" : definition.materialized.kind;
  const full = write(false);
  const incremental = materialized === "incremental" ? write(true) : undefined;
  const reads = [...new Set([...full.reads, ...(incremental?.reads ?? [])])];
  checkDefinition(definition, path, full.columns);
  return {
    kind: definition.kind,
    name,
    definition,
    path,
    place: writer.placeOfModel(name) as TableName,
    materialized,
    tags: definition.tags,
    // A table that adds to itself is no cycle.
    reads:
      materialized === "incremental"
        ? reads.filter((read) => read !== name || full.reads.includes(name))
        : reads,
    full,
    incremental,
    tests: [],
  };
}

/** By distance from the sources, then by name; a cycle is refused by the names along it. */
function inOrder(nodes: ModelNode[]): ModelNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const levels = new Map<string, number>();
  const levelOf = (node: ModelNode, trail: readonly string[]): number => {
    const known = levels.get(node.name);
    if (known !== undefined) return known;
    const start = trail.indexOf(node.name);
    if (start >= 0) {
      const cycle = [...trail.slice(start), node.name].join(" → ");
      throw new HeadraceError(
        "model_cycle",
        `the models read one another in a circle: ${cycle}`,
        "take one of these references away, or move what both need into a model of its own",
      );
    }
    const below = node.reads.map((read) => byName.get(read)).filter((next) => next !== undefined);
    const level = 1 + Math.max(0, ...below.map((next) => levelOf(next, [...trail, node.name])));
    levels.set(node.name, level);
    return level;
  };
  for (const node of nodes) levelOf(node, []);
  const rank = (node: ModelNode) => levels.get(node.name) as number;
  return nodes.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function sourceNodes(
  registry: Registry,
  models: ModelNode[],
  tests: CompiledTest[],
  settings: ProjectSettings,
  writer: QueryWriter,
): SourceNode[] {
  const built = new Set(models.map((node) => node.name));
  const names = new Set([
    ...[...registry.sources.values()].map(({ definition }) => definition.name),
    ...[...models, ...tests].flatMap((node) => node.reads).filter((read) => !built.has(read)),
  ]);
  return [...names].sort().map((name): SourceNode => {
    const entry = registry.sources.get(name.toLowerCase());
    const dot = name.indexOf(".");
    const schema = name.slice(0, dot);
    const place = {
      schema: !entry && schema === "lake" ? settings.lakeSchema : schema,
      name: name.slice(dot + 1),
    };
    const node: SourceNode = {
      kind: "source",
      name,
      place,
      path: entry?.path,
      tags: entry?.definition.tags ?? [],
      tests: [],
    };
    if (entry)
      node.tests = compileTests(
        entry.definition.tests,
        { ...node, path: entry.path, definition: entry.definition },
        writer,
      );
    return node;
  });
}
