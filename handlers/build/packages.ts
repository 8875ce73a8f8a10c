// Finds the files of a locked npm package, also of one that npm left out because it is for another processor:
// that is fetched with `npm pack`, checked against package-lock.json's hash and kept in node_modules/.cache.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { HeadraceError } from "../../core/errors.ts";

const run = promisify(execFile);

/** The checkout: the folder that holds package.json. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const CACHE = join(ROOT, "node_modules", ".cache", "headrace");

interface LockedPackage {
  version: string;
  integrity?: string;
}

/** The folder of the package `name` at exactly its version in package-lock.json. */
export async function packageFolder(name: string): Promise<string> {
  const { version, integrity } = await locked(name);
  const installed = join(ROOT, "node_modules", name);
  if (await holds(installed, version)) return installed;

  const cached = join(CACHE, "packages", `${name.replaceAll("/", "+")}-${version}`);
  if (await holds(cached, version)) return cached;
  if (!integrity)
    throw new HeadraceError(
      "package_not_locked",
      `package-lock.json has no integrity hash for ${name}.`,
      "Run npm install with a registry that publishes it, and commit package-lock.json.",
      3,
    );
  return fetchPackage(name, version, integrity, cached);
}

async function locked(name: string): Promise<LockedPackage> {
  const lock = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const found = lock.packages[`node_modules/${name}`];
  if (found) return found;
  throw new HeadraceError(
    "package_not_locked",
    `package-lock.json does not name ${name}.`,
    "Choose a version of it that the registry has for every platform, run npm install, commit the lock.",
    3,
  );
}

async function holds(folder: string, version: string): Promise<boolean> {
  const file = join(folder, "package.json");
  return existsSync(file) && JSON.parse(await readFile(file, "utf8")).version === version;
}

async function fetchPackage(
  name: string,
  version: string,
  integrity: string,
  target: string,
): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, "fetch-"));
  try {
    const tarball = await pack(`${name}@${version}`, work);
    const [algorithm = "", expected] = integrity.split(/-(.*)/s);
    const actual = createHash(algorithm)
      .update(await readFile(tarball))
      .digest("base64");
    if (actual !== expected)
      throw new HeadraceError(
        "package_altered",
        `${name}@${version} as downloaded does not match its hash in package-lock.json.`,
        "Check the registry in use; nothing of the download was kept.",
        3,
      );
    await run("tar", ["-xzf", tarball, "-C", work]);
    await mkdir(join(CACHE, "packages"), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(join(work, "package"), target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function pack(spec: string, folder: string): Promise<string> {
  try {
    const { stdout } = await run("npm", ["pack", spec, "--pack-destination", folder, "--json"], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    return join(folder, filename.replace(/^@/, "").replaceAll("/", "-"));
  } catch (error) {
    throw new HeadraceError(
      "package_unavailable",
      `npm could not fetch ${spec}: ${String((error as { stderr?: string }).stderr || error).trim()}`,
      "Build once with the npm registry within reach; later builds use the cache in node_modules/.cache.",
      3,
    );
  }
}
