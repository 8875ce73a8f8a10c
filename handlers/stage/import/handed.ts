// What an earlier part of the stages handed over: the manifest of interim files, each run through this part's stages.
import { dirname, join } from "node:path";
import type { ImportResult } from "../../../core/engine/index.ts";
import { HeadraceError } from "../../../core/errors.ts";
import type { Manifest } from "../../../core/records/manifest.ts";
import { readManifest } from "../../aws/manifests.ts";
import { download, uriOf } from "../../aws/objects.ts";
import type { ObjectCreated } from "../../events/notifications.ts";
import { curatedLocation, interimLocation } from "../commit/location.ts";
import { once } from "../commit/once.ts";
import { type Outcome, rowOutputs } from "../commit/outcome.ts";
import { logger } from "../telemetry.ts";
import type { ImportContext } from "./context.ts";
import { runEngine } from "./engine.ts";
import { ensureRoom } from "./oversize.ts";
import { withWorkspace } from "./workspace.ts";

/** @returns the run's id; undefined where the manifest is gone. */
export async function importHanded(
  object: ObjectCreated,
  context: ImportContext,
): Promise<string | undefined> {
  const { config } = context;
  const handed = await readManifest(object);
  if (!handed) return undefined;
  logger.appendKeys({ run_id: handed.run_id, dataset: handed.dataset });
  if (handed.contract_digest !== config.env.CONTRACT_DIGEST)
    throw new HeadraceError(
      "contract_altered",
      `Run ${handed.run_id} was begun with another contract than this function's.`,
      "Send the file again: it becomes a run of the contract that is deployed now.",
    );
  for (const { bytes } of handed.files) await ensureRoom(config.env, bytes);
  const run = { dataset: handed.dataset, runId: handed.run_id };
  await withWorkspace((folder) => once(context, run, (lost) => outcome(handed, folder, context, lost)));
  return handed.run_id;
}

async function outcome(
  handed: Manifest,
  folder: string,
  context: ImportContext,
  lost: AbortSignal,
): Promise<Outcome> {
  const { env, segment, contract } = context.config;
  const location = segment.last ? curatedLocation(env) : interimLocation(env, segment);
  const outputs: ReturnType<typeof rowOutputs> = [];
  const inFolder = new Map<string, number>();
  let seconds = handed.seconds;
  for (const [index, file] of handed.files.entries()) {
    const path = join(folder, `interim-${index}.parquet`);
    if (!(await download(file, path)))
      throw new Error(`${uriOf(file)} is in a manifest but not in the bucket.`);
    const out = join(folder, `out-${index}`);
    const result = await runEngine(
      context,
      {
        contract,
        dataset: handed.dataset,
        file: path,
        name: uriOf(handed.source),
        runId: handed.run_id,
        out,
        scratch: join(folder, "scratch"),
      },
      lost,
    );
    expectAll(result, file.rows, handed);
    seconds += result.seconds;
    for (const output of rowOutputs(result, location, out))
      outputs.push(numbered(output, handed.run_id, inFolder));
  }
  return {
    manifest: {
      ...handed,
      files: outputs.map(({ file }) => file),
      seconds,
      committed_at: new Date().toISOString(),
    },
    outputs: outputs.map(({ output }) => output),
  };
}

/** The rows of interim files have passed every rule already. */
function expectAll(result: ImportResult, rows: number, { run_id }: Manifest): void {
  if (result.rejected || result.rowsCurated !== rows)
    throw new Error(
      `Run ${run_id}: ${result.rowsCurated} of ${rows} interim rows came through (${result.rejected?.reason ?? Object.keys(result.reasons).join(", ")}).`,
    );
}

/** Several interim files give files of the same name: numbered on, folder by folder. */
function numbered(
  { file, output }: ReturnType<typeof rowOutputs>[number],
  runId: string,
  inFolder: Map<string, number>,
): ReturnType<typeof rowOutputs>[number] {
  const folder = dirname(file.key);
  const at = inFolder.get(folder) ?? 0;
  inFolder.set(folder, at + 1);
  const target = { bucket: file.bucket, key: `${folder}/${runId}-${String(at).padStart(4, "0")}.parquet` };
  return { file: { ...file, ...target }, output: { ...output, target } };
}
