// The images that are built here: the folders beside this one.
import { join } from "node:path";
import { ROOT } from "../../handlers/build/packages.ts";

export const IMAGES = ["stage"] as const;
export type ImageName = (typeof IMAGES)[number];

/** Relative to the checkout. */
export const entryOf = (image: ImageName): string => join("batch-images", image, "index.ts");
export const dockerfileOf = (image: ImageName): string => join(ROOT, "batch-images", image, "Dockerfile");
