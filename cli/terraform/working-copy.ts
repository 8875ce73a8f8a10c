// The folder in which Terraform runs: it looks like the user's, and whatever Terraform leaves there lies in a place of
// ours. What Terraform reads as configuration is copied, so that an edit meanwhile does not reach a run half-way; every
// other file is a link, whatever its size. Folders are real ones, so that `..` leads where it leads in the user's: the
// copy has the same path under a tree of its own, in which each folder above it holds links to what is beside.
import {
  copyFileSync,
  type Dirent,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, parse, sep } from "node:path";
import type { RootFiles } from "./root-files.ts";

/** What Terraform and OpenTofu read as configuration, variables and dependency lock. */
const CONFIGURATION = /\.(tf|tofu)(\.json)?$|\.tfvars(\.json)?$|^\.terraform\.lock\.hcl$/;
/** What earlier versions of ours wrote into a root, and left there where they were killed. */
export const EARLIER_OVERRIDE = "headrace_local_override.tf.json";
/** What they and earlier versions of ours leave in a root of their own: not for this run. */
const LEFT_THERE =
  /^(\.terraform|\.headrace|\.terraform\.tfstate\.lock\.info|(terraform|errored)\.tfstate.*)$/;
/** Folders that no configuration walks through, and that may hold very many files. */
const LINKED_WHOLE = new Set([".git", "node_modules", ".venv"]);
/** Entries below the user's folder that are mirrored one by one; in folders beyond, folders are links too. */
const MIRRORED = 20_000;
const COPIED_BYTES = 1024 * 1024;

/** Makes the copy, or makes it anew. What Terraform itself has written there, such as a local_file, stays. */
export function makeWorkingCopy({ dir, tree, copy, folder }: RootFiles, more: Record<string, string>): void {
  clear(tree);
  const { root } = parse(dir);
  for (let above = dirname(dir), below = dir; below !== root; below = above, above = dirname(above)) {
    const mirrored = join(tree, above);
    mkdirSync(mirrored, { recursive: true });
    for (const { name } of entriesOf(above))
      if (join(above, name) !== below) link(join(above, name), join(mirrored, name));
  }
  mirror(dir, copy, folder, { left: MIRRORED });
  for (const [name, text] of Object.entries(more)) writeFileSync(join(copy, name), text);
}

/** Takes away links, copied configuration and empty folders; never anything behind a link. */
function clear(folder: string): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) clear(path);
    else if (entry.isSymbolicLink()) unlinkSync(path);
    // The dependency lock of a root that has none of its own is Terraform's, and spares it the question next time.
    else if (CONFIGURATION.test(entry.name) && entry.name !== ".terraform.lock.hcl") unlinkSync(path);
  }
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty, or was never there.
  }
}

function mirror(from: string, to: string, own: string, budget: { left: number }, depth = 0): void {
  mkdirSync(to, { recursive: true });
  for (const entry of entriesOf(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (depth === 0 && (LEFT_THERE.test(entry.name) || entry.name === EARLIER_OVERRIDE)) continue;
    budget.left--;
    const deeper =
      entry.isDirectory() &&
      budget.left > 0 &&
      !LINKED_WHOLE.has(entry.name) &&
      // The local AWS's folder may lie in the user's: a copy must not hold itself.
      !own.startsWith(source + sep);
    if (deeper) mirror(source, target, own, budget, depth + 1);
    else if (!CONFIGURATION.test(entry.name) || !copied(source, target)) link(source, target);
  }
}

function copied(source: string, target: string): boolean {
  const stat = statSync(source, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > COPIED_BYTES) return false;
  rmSync(target, { recursive: true, force: true });
  copyFileSync(source, target);
  return true;
}

function link(source: string, target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false })) rmSync(target, { recursive: true, force: true });
  symlinkSync(source, target);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  } catch {
    // A folder above that may be passed through and not listed.
    return [];
  }
}
