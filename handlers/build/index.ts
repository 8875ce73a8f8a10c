// Builds what Lambda runs: a zip per handler, and the DuckDB layer per processor. Reproducible and cached by content.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { bundleHandler } from "./bundle.ts";
import { layerFiles, layerZipEntries } from "./layer.ts";
import { ARCHITECTURES, type Architecture, checkSizes } from "./limits.ts";
import { notices } from "./notices.ts";
import { CACHE } from "./packages.ts";
import { writeZip, type ZipFile } from "./zip.ts";

export const HANDLERS = [
  "stage",
  "catalog",
  "load",
  "transforms",
  "records",
  "api",
  "authorizer",
  "deliver",
  "rules",
  "detokenize",
  "dispatch",
  "archive",
  "registry",
] as const;
type Handler = (typeof HANDLERS)[number];

/** Every file that buildArtifacts writes. */
export const ARTIFACTS = [
  ...HANDLERS.map((name) => `${name}.zip` as const),
  ...(Object.keys(ARCHITECTURES) as Architecture[]).map((name) => `duckdb-layer-${name}.zip` as const),
];
export type ArtifactName = (typeof ARTIFACTS)[number];

export interface Artifact extends ZipFile {
  name: ArtifactName;
}

/** Part of the cache key of a layer: raise it when the way of zipping changes. */
const LAYER_FORMAT = 2;

/**
 * Writes a zip per handler and duckdb-layer-{arm64,x86_64}.zip to `outDir`, or those of them in `only`.
 * @returns name, size in bytes and hex SHA-256 of each file, in the order of ARTIFACTS.
 */
export async function buildArtifacts(
  outDir: string,
  options: { only?: readonly ArtifactName[] } = {},
): Promise<Artifact[]> {
  await mkdir(outDir, { recursive: true });
  const wanted = ARTIFACTS.filter((name) => !options.only || options.only.includes(name));
  return Promise.all(wanted.map(async (name) => ({ name, ...(await buildOne(name, join(outDir, name))) })));
}

function buildOne(name: ArtifactName, target: string): Promise<ZipFile> {
  const layer = /^duckdb-layer-(.+)\.zip$/.exec(name)?.[1] as Architecture | undefined;
  return layer ? buildLayer(name, layer, target) : buildHandler(name.replace(".zip", "") as Handler, target);
}

async function buildHandler(name: Handler, target: string): Promise<ZipFile> {
  const { files, inputs } = await bundleHandler(name);
  const all = [...files, { name: "THIRD_PARTY_NOTICES", content: Buffer.from(notices(inputs)) }];
  const zip = await writeZip(target, all);
  const unpacked = all.reduce((sum, { content }) => sum + content.length, 0);
  checkSizes(`${name}.zip`, zip.bytes, unpacked);
  return zip;
}

async function buildLayer(name: string, architecture: Architecture, target: string): Promise<ZipFile> {
  const files = await layerFiles(architecture);
  const cached = join(CACHE, "layers", `${files.digest}-${LAYER_FORMAT}.zip`);
  const zip = existsSync(cached)
    ? await describe(cached)
    : await writeZip(cached, await layerZipEntries(architecture, files));
  checkSizes(name, zip.bytes, files.unpacked);
  const partial = `${target}.${process.pid}.partial`;
  await copyFile(cached, partial);
  await rename(partial, target);
  return zip;
}

async function describe(path: string): Promise<ZipFile> {
  const content = await readFile(path);
  return { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}
