// Our own images on the local AWS: the code that each holds, in the state folder under its digest, from where the local Batch
// runs it as a process. It is what pushing an image to a registry is elsewhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { DIST, MODULE_SET } from "../module-files.ts";
import { callsModules } from "../module-set.ts";

/** The digest that the module set asks for. */
export const stageDigest = (): string =>
  readFileSync(join(MODULE_SET, "modules", "batch", "artifacts", "stage-image.txt"), "utf8").trim();

/** As `placeImages`, where the root in `dir` calls the module set. */
export const placeImagesFor = async (dir: string, state: string): Promise<void> =>
  callsModules(dir) ? placeImages(state) : undefined;

/** Puts the image of the built module set where the local AWS of `state` finds it; once per digest. */
export async function placeImages(state: string): Promise<void> {
  const folder = join(state, "images", stageDigest());
  const entry = join(folder, "index.js");
  if (existsSync(entry)) return;
  await mkdir(folder, { recursive: true });
  // The entry last: it says that all is there.
  for (const { name, content } of (await code()).reverse()) {
    const draft = join(folder, `${name}.${process.pid}`);
    await writeFile(draft, content);
    await rename(draft, join(folder, name));
  }
}

/** Where the package keeps the image's code, compressed, since it has none of what it is made of. */
export const KEPT_CODE = join(DIST, "images", "stage");

/** The files of the image's code, the entry first. */
async function code(): Promise<{ name: string; content: Buffer }[]> {
  if (existsSync(KEPT_CODE))
    return readdirSync(KEPT_CODE)
      .sort((one) => (one === "index.js.br" ? -1 : 1))
      .map((name) => ({
        name: name.replace(/\.br$/, ""),
        content: brotliDecompressSync(readFileSync(join(KEPT_CODE, name))),
      }));
  const { imageCode } = await import("../../batch-images/build/root-files.ts");
  return imageCode("stage");
}
