// Our own images on a machine without a container engine: the code that an image holds, kept in the state folder under the
// digest that its tag begins with, runs as a process.
import { existsSync } from "node:fs";
import { join } from "node:path";

/** What lies in an image's folder. */
const ENTRY = "index.js";

export class OwnImages {
  readonly #folder: string;

  /** @param folder holds a folder per digest, as `headrace image push` writes it */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The entry of an image: REPOSITORY:DIGEST or REPOSITORY:DIGEST-PROCESSOR; undefined where it is not one of ours. */
  entryOf(image: string): string | undefined {
    const digest = /:([0-9a-f]{64})(?:-[a-z0-9_]+)?$/.exec(image)?.[1];
    const entry = digest && join(this.#folder, digest, ENTRY);
    return entry && existsSync(entry) ? entry : undefined;
  }
}
