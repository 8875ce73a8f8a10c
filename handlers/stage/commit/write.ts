// Writes a run's objects so that all of them count or none: intent, objects, manifest. A retry after a crash at any
// point between ends with the same objects, since keys derive from the run id and what it no longer needs is deleted.
import { type Intent, intentSchema } from "../../../core/records/intent.ts";
import type { Manifest } from "../../../core/records/manifest.ts";
import { concurrently } from "../../aws/concurrently.ts";
import { deleteObjects, type ObjectRef, readText, uriOf, writeJson } from "../../aws/objects.ts";
import { upload } from "../../aws/upload.ts";
import { intentAt, type Location, manifestAt, type RunRef } from "./location.ts";

/** An object to write: a local file, or a JSON document. */
export interface Output {
  target: ObjectRef;
  content: { path: string } | { json: unknown };
}

const UPLOADS_AT_ONCE = 8;

const runOf = (manifest: Manifest): RunRef => ({ dataset: manifest.dataset, runId: manifest.run_id });

/** Writes `outputs` and then `manifest`. To be called under the run's lock; stops where that is lost. */
export async function commit(
  location: Location,
  manifest: Manifest,
  outputs: readonly Output[],
  lost: AbortSignal,
): Promise<void> {
  const run = runOf(manifest);
  const intent = intentAt(location, run);
  const left = await readIntent(intent);
  const wanted = new Map(outputs.map(({ target }) => [uriOf(target), target]));
  const orphans = left.filter((object) => !wanted.has(uriOf(object)));
  await writeJson(intent, {
    version: 1,
    run_id: manifest.run_id,
    dataset: manifest.dataset,
    objects: [...wanted.values(), ...orphans],
  } satisfies Intent);
  try {
    await concurrently(outputs, UPLOADS_AT_ONCE, ({ target, content }) => {
      lost.throwIfAborted();
      return "path" in content ? upload(content.path, target) : writeJson(target, content.json);
    });
    await deleteObjects(orphans);
    lost.throwIfAborted();
  } catch (error) {
    // Whoever took over writes the same keys, and may have done so.
    if (lost.aborted) throw error;
    // Uncommitted rows must not stay where Athena would read them. The intent stays: this may not get all.
    await deleteObjects([...wanted.values()]).catch(() => {});
    throw error;
  }
  // From here on nothing is undone: a manifest whose writing seems to have failed may be there all the same.
  await writeJson(manifestAt(location, run), manifest);
}

/** Removes a committed run's intent, which has nothing left to say. */
export const dropIntent = (location: Location, manifest: Manifest): Promise<void> =>
  deleteObjects([intentAt(location, runOf(manifest))]);

async function readIntent(intent: ObjectRef): Promise<ObjectRef[]> {
  const text = await readText(intent);
  return text === undefined ? [] : intentSchema.parse(JSON.parse(text)).objects;
}
