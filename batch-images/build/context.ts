// The context of an image's build, and its tag: a digest of all that the build depends on, so that a tag names one content.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pack } from "tar-stream";
import type { Architecture } from "../../handlers/build/limits.ts";
import { dockerfileOf, type ImageName } from "./images.ts";
import { rootFiles } from "./root-files.ts";

/** Lambda's own image for Node 22, in Amazon's public registry. */
export const LAMBDA_BASE = "public.ecr.aws/lambda/nodejs:22";

export interface ImageContext {
  /** What `docker build -` takes. */
  tar: Buffer;
  /** The image that the Dockerfile's FROM names. */
  base: string;
  architecture: Architecture;
  /** Hex SHA-256 of Dockerfile, added files, base and processor. */
  tag: string;
}

/**
 * The context for a processor.
 * @param base best one that names a digest (`…@sha256:…`): a tag of another may be another image tomorrow, under the same tag here
 */
export async function imageContext(
  image: ImageName,
  architecture: Architecture,
  base: string = LAMBDA_BASE,
): Promise<ImageContext> {
  const dockerfile = await readFile(dockerfileOf(image));
  const added = await rootFiles(image, architecture);
  const hash = createHash("sha256");
  for (const part of [image, base, architecture, dockerfile, added])
    hash.update(`${Buffer.byteLength(part)}\0`).update(part);
  return { tar: await contextOf(dockerfile, image, added), base, architecture, tag: hash.digest("hex") };
}

async function contextOf(dockerfile: Buffer, image: ImageName, added: Buffer): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const whole = (async () => {
    for await (const chunk of tar) chunks.push(chunk as Buffer);
  })();
  const mtime = new Date(0);
  tar.entry({ name: "Dockerfile", mtime }, dockerfile);
  tar.entry({ name: `${image}.tar`, mtime }, added);
  tar.finalize();
  await whole;
  return Buffer.concat(chunks);
}
