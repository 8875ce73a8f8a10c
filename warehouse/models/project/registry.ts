// All that the files of a models/ folder export, by name, with the file that each comes from.
import { HeadraceError } from "../../../core/errors.ts";
import { Model } from "../define/model.ts";
import { Snapshot } from "../define/snapshot.ts";
import { Source } from "../define/source.ts";
import { SingularTest } from "../define/test.ts";
import { checkTests } from "./test-definitions.ts";

/** A thing that stands in the warehouse because the project makes it. */
export type Built = Model | Snapshot;
export type Definition = Built | Source | SingularTest;

export interface Registry {
  models: Map<string, { definition: Built; path: string }>;
  sources: Map<string, { definition: Source; path: string }>;
  tests: Map<string, { definition: SingularTest; path: string }>;
}

/** The longest name that leaves room for the name of the table built aside. */
const MAX_NAME_BYTES = 110;

/** Reads the modules of the files, by path relative to models/. */
export function registryOf(files: Readonly<Record<string, Record<string, unknown>>>): Registry {
  const registry: Registry = { models: new Map(), sources: new Map(), tests: new Map() };
  const seen = new Set<unknown>();
  const paths = Object.keys(files).sort();
  // What a file exports as its default is its own; a named export may be another file's, handed on.
  const own = paths.map((path) => [path, files[path]?.default] as const);
  const named = paths.flatMap((path) =>
    Object.values(files[path] ?? {}).map((value) => [path, value] as const),
  );
  for (const [path, value] of [...own, ...named]) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Model || value instanceof Snapshot) {
      checkName(value.name, path);
      add(registry.models, value.kind, value.name, { definition: value, path });
    } else if (value instanceof Source) {
      checkSource(value, path);
      add(registry.sources, "source", value.name, { definition: value, path });
    } else if (value instanceof SingularTest) {
      add(registry.tests, "test", value.name, { definition: value, path });
    }
  }
  return registry;
}

/** Made by model(), snapshot(), source() or test(). */
export function isDefinition(value: unknown): value is Definition {
  return [Model, Snapshot, Source, SingularTest].some((kind) => value instanceof kind);
}

/** Redshift lowers names: two that differ by case alone are one. */
function add<T extends { path: string }>(map: Map<string, T>, kind: string, name: string, entry: T): void {
  const key = name.toLowerCase();
  const other = map.get(key);
  if (other) {
    throw new HeadraceError(
      "model_duplicate",
      `models/${entry.path}: the ${kind} "${name}" is defined in models/${other.path} too`,
      "give one of the two another name",
    );
  }
  map.set(key, entry);
}

function checkName(name: unknown, path: string): void {
  const wrong = (message: string, fix: string) =>
    new HeadraceError("model_name", `models/${path}: ${message}`, fix);
  if (typeof name !== "string" || name.trim() === "") {
    throw wrong("a model has no name", 'give it one: model({ name: "orders", … })');
  }
  if (name.includes("\0") || !name.isWellFormed() || Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw wrong(
      `the name ${JSON.stringify(name.slice(0, 40))} is longer than ${MAX_NAME_BYTES} bytes or no text`,
      "give it a shorter name of plain characters",
    );
  }
}

function checkSource(source: Source, path: string): void {
  checkTests(source.tests, source.name, path);
  if (!source.schema || !source.table) {
    throw new HeadraceError(
      "source_name",
      `models/${path}: the source "${source.name}" has no schema`,
      'name it with its schema: source<Row>("raw.payments")',
    );
  }
}
