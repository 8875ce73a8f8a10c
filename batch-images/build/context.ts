// The context of an image's build, and its tag: a digest of all that the build depends on, so that a tag names one content.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pack } from "tar-stream";
import { layerFiles } from "../../handlers/build/layer.ts";
import { ARCHITECTURES, type Architecture } from "../../handlers/build/limits.ts";
import { dockerfileOf, type ImageName } from "./images.ts";
import { imageCode, rootFiles, TAR_FORMAT } from "./root-files.ts";

/** Lambda's own image for Node 22, in Amazon's public registry. */
export const LAMBDA_BASE = "public.ecr.aws/lambda/nodejs:22";

export interface ImageContext {
  /** What `docker build -` takes. */
  tar: Buffer;
  /** The image that the Dockerfile's FROM names. */
  base: string;
  architecture: Architecture;
}

/**
 * Hex SHA-256 of what an image is made of, for all processors: the base's name, the Dockerfile, and what it adds.
 * @param base best one that names a digest (`…@sha256:…`): a tag of another may be another image tomorrow, under the same digest here
 */
export async function imageDigest(image: ImageName, base: string = LAMBDA_BASE): Promise<string> {
  const processors = Object.keys(ARCHITECTURES) as Architecture[];
  const layers = await Promise.all(processors.map(layerFiles));
  const parts = [
    ...[
      image,
      base,
      String(TAR_FORMAT),
      await readFile(dockerfileOf(image)),
      ...(await imageCode(image)).map(({ content }) => content),
    ],
    ...layers.map(({ digest }) => digest),
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}\0`).update(part);
  return hash.digest("hex");
}

/** An image's tag: of one content, for one processor. */
export const tagOf = (digest: string, architecture: Architecture): string => `${digest}-${architecture}`;

export async function imageContext(
  image: ImageName,
  architecture: Architecture,
  base: string = LAMBDA_BASE,
): Promise<ImageContext> {
  const added = await rootFiles(image, architecture);
  return { tar: await contextOf(await readFile(dockerfileOf(image)), image, added), base, architecture };
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
