// Small projects for the tests: definitions in, graph out, without a folder.
import type { ProjectSettings } from "../project.ts";
import { type Project, projectOf, registryOf } from "../project.ts";

/** A project of these definitions, each in a file of its own name. */
export function project(
  definitions: object[],
  settings: Partial<ProjectSettings> = {},
  datasets?: string[],
): Project {
  const files = Object.fromEntries(
    definitions.map((definition) => [`${(definition as { name: string }).name}.ts`, { default: definition }]),
  );
  return projectOf(registryOf(files), { dag: "test", ...settings }, datasets);
}
