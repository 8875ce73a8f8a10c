// Our own images on the local AWS: the code that each holds, in the state folder under its digest, from where the local Batch
// runs it as a process. It is what pushing an image to a registry is elsewhere.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MODULE_SET } from "../module-files.ts";
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
  const { imageCode } = await import("../../batch-images/build/root-files.ts");
  await mkdir(folder, { recursive: true });
  // The entry last: it says that all is there.
  for (const { name, content } of (await imageCode("stage")).reverse()) {
    const draft = join(folder, `${name}.${process.pid}`);
    await writeFile(draft, content);
    await rename(draft, join(folder, name));
  }
}
