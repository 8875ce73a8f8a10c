// What a version is made of: the files of a module's folder, as a zip of the same bytes whenever they are the same.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { writeZip, type ZipFile } from "../../handlers/build/zip.ts";

/** What lies in a folder and is no part of the module: what Terraform leaves there, states, values of variables, and version control. */
const LEFT_OUT =
  /^(\.terraform|\.git|\.headrace|node_modules|.*\.tfstate(\..*)?|.*\.tfvars(\.json)?|\.terraform\.lock\.hcl|\.DS_Store)$/;

/** Paths relative to `dir`, with forward slashes. */
export function moduleFilesIn(dir: string): string[] {
  const files = walk(dir).map((path) => relative(dir, path).replaceAll("\\", "/"));
  if (!files.some((path) => /^[^/]+\.tf(\.json)?$/.test(path)))
    throw new HeadraceError(
      "no_module",
      `${dir} has no Terraform configuration (*.tf).`,
      "Name the folder of a module, whose files are main.tf, variables.tf and the like.",
    );
  for (const path of files.filter((path) => path.endsWith(".tf"))) {
    const text = readFileSync(join(dir, path), "utf8");
    for (const [, source = ""] of text.matchAll(/^\s*source\s*=\s*"(\.\.?\/[^"]*)"/gm))
      if (relative(dir, join(dir, path, "..", source)).startsWith(".."))
        throw new HeadraceError(
          "module_incomplete",
          `${path} takes a module from ${source}, which is outside ${dir} and would be missing in the archive.`,
          "Move it into the folder, or take it from a registry.",
        );
  }
  return files;
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => !LEFT_OUT.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) return [];
      return stat.isDirectory() ? walk(path) : [path];
    });
}

/** Writes the archive of the module in `dir` to `target`. @param without which of its files are left out */
export async function writeArchive(
  dir: string,
  target: string,
  without: (path: string) => boolean = () => false,
): Promise<ZipFile & { files: number }> {
  const files = moduleFilesIn(dir).filter((path) => !without(path));
  const entries = files.map((name) => ({ name, content: { path: join(dir, name) } }));
  return { ...(await writeZip(target, entries, 6)), files: files.length };
}
