// The examples of the checkout that are published with the modules.
import { readdirSync } from "node:fs";
import { join } from "node:path";

export const EXAMPLES = join(import.meta.dirname, "..", "examples");

/** What the examples have that is no part of them: what Terraform and the command leave there, and TypeScript. */
const NOT_PUBLISHED = /(^|\/)(\.[^/]*|terraform\.tfstate.*|cdktf(\.out)?|node_modules)(\/|$)/;

/** Their files, relative to EXAMPLES, sorted. */
export const examplePaths = (): string[] =>
  readdirSync(EXAMPLES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(EXAMPLES.length + 1))
    .filter((path) => !NOT_PUBLISHED.test(path))
    .sort();
