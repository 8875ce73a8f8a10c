// The digests of the images, as files that the modules are published with: a module asks for the images of its own version.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageDigest } from "./context.ts";
import { IMAGES } from "./images.ts";

/** Writes `IMAGE-image.txt` for each image. */
export async function writeImageDigests(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  for (const image of IMAGES)
    await writeFile(join(outDir, `${image}-image.txt`), `${await imageDigest(image)}\n`);
}
