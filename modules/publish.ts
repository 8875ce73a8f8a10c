// Writes the module set as it is published: the pipeline at the root, the others under modules/, their zips, the
// examples and the licence. It is what a git tag or a registry publishes.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DIGESTS, type Digest, isFetched } from "../core/registry/artifacts.ts";
import { EXAMPLES, examplePaths } from "./examples.ts";
import { MODULES, ROOT_MODULE } from "./index.ts";
import { borrowedPath, type ModuleDefinition } from "./kit/index.ts";
import { testsOf } from "./proofs/index.ts";

const CHECKOUT = join(import.meta.dirname, "..");

/** How the examples in the checkout name the set, from whichever depth. */
const SET_IN_CHECKOUT = /"((?:\.\.\/)*\.\.)\/dist\/terraform-aws-headrace(?=["/])/g;

/** Path in the set → content, of every file that the modules' definitions make. */
export function moduleFiles(): { [path: string]: string } {
  const files = filesOf("", ROOT_MODULE);
  files["README.md"] += modulesSection();
  for (const definition of MODULES)
    Object.assign(files, filesOf(join("modules", definition.name), definition));
  return files;
}

const filesOf = (folder: string, definition: ModuleDefinition): { [path: string]: string } =>
  Object.fromEntries(
    Object.entries({
      ...definition.files(),
      [`tests/${definition.name}.tftest.hcl`]: testsOf(definition),
    }).map(([file, content]) => [join(folder, file), content]),
  );

function modulesSection(): string {
  const lines = MODULES.map(({ name, description }) => `- [${name}](modules/${name}): ${description}`);
  return `\n## Modules\n\nEach part can be used alone.\n\n${lines.join("\n")}\n`;
}

/** Path in the set → content, of the examples; they find the set by a path of their own. */
export async function exampleFiles(): Promise<{ [path: string]: string }> {
  const files: { [path: string]: string } = {};
  for (const path of examplePaths()) {
    const content = await readFile(join(EXAMPLES, path), "utf8");
    files[join("examples", path)] = content.replaceAll(SET_IN_CHECKOUT, '"$1');
  }
  return files;
}

/** Writes `files` under `folder`. */
export async function writeFiles(folder: string, files: { [path: string]: string }): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** Copies each module's artifacts from the one folder to the other. */
export async function copyArtifacts(
  from: (module: string) => string,
  to: (module: string) => string,
): Promise<void> {
  for (const { name, artifacts } of MODULES)
    for (const file of artifacts) await cp(join(from(name), file), join(to(name), file));
  // Once all are there: a module may know the digest of another one's.
  for (const definition of MODULES) await writeDigests(to(definition.name), definition);
}

/** Writes beside the artifacts in a folder what a bucket knows them by. */
export async function writeDigests(
  folder: string,
  { artifacts, borrowed }: Pick<ModuleDefinition, "artifacts" | "borrowed">,
): Promise<void> {
  const digests: { [file: string]: Digest } = {};
  for (const file of artifacts.filter(isFetched)) digests[file] = await digestOf(join(folder, file));
  for (const one of borrowed) {
    const at = `../${borrowedPath(one)}`;
    digests[one.file] = { ...(await digestOf(join(folder, at))), at };
  }
  if (Object.keys(digests).length === 0) return;
  await writeFile(join(folder, DIGESTS), `${JSON.stringify(digests, null, 2)}\n`);
}

async function digestOf(path: string): Promise<Digest> {
  const digest = createHash("sha256")
    .update(await readFile(path))
    .digest();
  return { hex: digest.toString("hex"), base64: digest.toString("base64") };
}

/**
 * Writes the set to `folder`, in place of what is there.
 * @param artifacts the folder that handlers/build's buildArtifacts wrote
 */
export async function publishModules(folder: string, artifacts: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await writeFiles(folder, { ...moduleFiles(), ...(await exampleFiles()) });
  await cp(join(CHECKOUT, "LICENSE"), join(folder, "LICENSE"));
  await copyArtifacts(
    () => artifacts,
    (module) => join(folder, "modules", module, "artifacts"),
  );
}
