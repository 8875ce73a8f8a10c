// Where Terraform gets its providers from. A machine without registry access may carry them in a folder that
// Terraform does not look into by itself; then it is told, unless the user has a configuration of their own.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";

const REGISTRY = "registry.terraform.io";
/** OpenTofu's own, from which it takes the same providers. */
const TOFU_REGISTRY = "registry.opentofu.org";
const WANTED = join("hashicorp", "aws");
/** Where add-on software is put on the systems we know; mirrors lie in these or up to two folders below. */
const PLACES = ["/opt", "/usr/local/lib", "/usr/local/share", "/usr/lib", "/usr/share", "/srv", "/var/lib"];
const DEPTH = 2;

/** The folder that holds `registry.terraform.io/hashicorp/aws`, where there is one. */
export function findMirror(
  places: readonly string[] = [...PLACES, join(homedir(), ".local", "share"), homedir()],
): string | undefined {
  let level = places.filter((place) => existsSync(place));
  for (let depth = 0; depth <= DEPTH; depth++) {
    const found = level.find((folder) => existsSync(join(folder, REGISTRY, WANTED)));
    if (found) return found;
    level = level.flatMap((folder) => subfolders(folder));
  }
  return undefined;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

/** The user's own CLI configuration, where the file exists. */
export function ownConfig(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env.TF_CLI_CONFIG_FILE ?? env.TERRAFORM_CONFIG;
  const files = named
    ? [named]
    : [
        join(homedir(), ".terraformrc"),
        join(homedir(), ".tofurc"),
        join(homedir(), ".config", "opentofu", "tofurc"),
      ];
  return files.find((file) => existsSync(file));
}

/**
 * Environment variables for Terraform: a CLI configuration that reads the mirror, where there is one and the user
 * has none of their own, and a plugin cache, so that a provider of 700 MB is on the disk once.
 */
export function pluginEnvironment(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
  mirror = findMirror(),
): NodeJS.ProcessEnv {
  const own = ownConfig(env);
  if (own) return { TF_CLI_CONFIG_FILE: env.TF_CLI_CONFIG_FILE };
  if (!mirror) {
    const cache = env.TF_PLUGIN_CACHE_DIR ?? join(cacheHome(env), "terraform-plugins");
    mkdirSync(cache, { recursive: true });
    // The variable may point to a file that does not exist; Terraform would warn of it at every step.
    return { TF_CLI_CONFIG_FILE: undefined, TF_PLUGIN_CACHE_DIR: cache };
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "terraform.rc");
  const forTofu = join(folder, "mirror");
  linkForTofu(mirror, forTofu);
  writeFileSync(file, mirrorConfig(mirror, forTofu));
  return { TF_CLI_CONFIG_FILE: file };
}

/** `NAMESPACE/TYPE` of the providers below a registry's folder, and their unpacked packages, `NAMESPACE/TYPE/VERSION/PLATFORM`. */
function providersIn(registry: string): { types: string[]; packages: string[] } {
  const named = (path: string): string => relative(registry, path).replaceAll("\\", "/");
  const types = subfolders(registry).flatMap(subfolders);
  return {
    types: types.map(named),
    packages: types.flatMap(subfolders).flatMap(subfolders).map(named),
  };
}

/** OpenTofu looks for the same packages under the name of its own registry; only their last folder may be a link. */
function linkForTofu(mirror: string, links: string): void {
  for (const path of providersIn(join(mirror, REGISTRY)).packages) {
    const link = join(links, TOFU_REGISTRY, path);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(mirror, REGISTRY, path), link);
  }
}

/** Providers of the mirror come from it, all others from their registry. */
function mirrorConfig(mirror: string, forTofu: string): string {
  const mirrors = [
    { path: mirror, registry: REGISTRY },
    { path: forTofu, registry: TOFU_REGISTRY },
  ]
    .map(({ path, registry }) => ({
      path,
      list: providersIn(join(path, registry)).types.map((type) => JSON.stringify(`${registry}/${type}`)),
    }))
    .filter(({ list }) => list.length > 0);
  return [
    "provider_installation {",
    ...mirrors.flatMap(({ path, list }) => [
      "  filesystem_mirror {",
      `    path    = ${JSON.stringify(path)}`,
      `    include = [${list.join(", ")}]`,
      "  }",
    ]),
    "  direct {",
    `    exclude = [${mirrors.flatMap(({ list }) => list).join(", ")}]`,
    "  }",
    "}",
    "",
  ].join("\n");
}

const cacheHome = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "headrace");
