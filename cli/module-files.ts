// Where the module set lies, and which files it has.
import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Of the checkout, or of the package. */
export const ROOT = join(import.meta.dirname, "..");
export const DIST = join(ROOT, "dist");
/** Where the set lies: the pipeline module at its root, the others under modules/. */
export const MODULE_SET = join(DIST, "terraform-aws-headrace");
/** The contract's JSON Schema, in the checkout and in the package. */
export const CONTRACT_SCHEMA = join(ROOT, "headrace.schema.json");
/** Shared by whoever reads the set, and held alone while another takes its place. */
export const READING = join(DIST, "terraform-aws-headrace.mutex");

export interface BuiltFile {
  /** Relative to the set. */
  path: string;
  bytes: number;
}

export interface BuiltSet {
  folder: string;
  files: BuiltFile[];
  /** False where it was there already, made from the same sources. */
  built: boolean;
  seconds: number;
}

export function filesIn(folder: string): BuiltFile[] {
  return walk(folder).map((path) => ({
    path: relative(folder, path).replaceAll("\\", "/"),
    bytes: statSync(path).size,
  }));
}

/** The files at or below `path`, in the order of their names. */
function walk(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => walk(join(path, name)));
}
