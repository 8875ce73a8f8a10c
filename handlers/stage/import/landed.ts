// A file that landed: downloaded and hashed, then run through the function's stages.
import { extname, join } from "node:path";
import { recordsContract } from "../../../core/contract/records.ts";
import { NAME } from "../../../core/contract/schema.ts";
import { isRecordsKey } from "../../../core/records/record-objects.ts";
import { runIdOf } from "../../../core/records/run-id.ts";
import { download, uriOf } from "../../aws/objects.ts";
import type { ObjectCreated } from "../../events/notifications.ts";
import { curatedLocation, interimLocation } from "../commit/location.ts";
import { once } from "../commit/once.ts";
import { type Import, type Outcome, outcomeOf, rejectedOutcome } from "../commit/outcome.ts";
import { logger } from "../telemetry.ts";
import type { ImportContext } from "./context.ts";
import { runEngine } from "./engine.ts";
import { withWorkspace } from "./workspace.ts";

const UNKNOWN_DATASET = "_unknown";

/** A key's dataset and the rest of it; `_unknown` where its first part cannot name a dataset. */
export function splitKey(key: string): { dataset: string; file: string } {
  const slash = key.indexOf("/");
  const dataset = key.slice(0, Math.max(0, slash));
  return { dataset: NAME.test(dataset) ? dataset : UNKNOWN_DATASET, file: key.slice(slash + 1) };
}

/** The dataset of an object, and its file's name in it: by its key, unless it comes with its dataset. */
export const placeOf = ({ key, dataset }: ObjectCreated): { dataset: string; file: string } =>
  dataset === undefined ? splitKey(key) : { dataset, file: key };

/** @returns the run's id; undefined where the object is gone. */
export const importLanded = (object: ObjectCreated, context: ImportContext): Promise<string | undefined> =>
  withWorkspace(async (folder) => {
    const { config } = context;
    const path = join(folder, `source${extensionsOf(object.key)}`);
    const content = await download(object, path);
    if (!content) return undefined;
    const runId = runIdOf({
      ...object,
      sha256: content.sha256,
      contractDigest: config.env.CONTRACT_DIGEST,
    });
    const source: Import = { ...object, ...content, ...placeOf(object), path, runId };
    logger.appendKeys({ run_id: runId, dataset: source.dataset });
    await once(context, source, (lost) => outcome(source, folder, context, lost));
    return runId;
  });

/** The file's extensions, by which the engine knows its compression: ".csv.gz". */
function extensionsOf(key: string): string {
  const last = extname(key);
  const before = extname(key.slice(0, key.length - last.length));
  return `${before}${last}`.replaceAll(/[^A-Za-z0-9.]/g, "");
}

async function outcome(
  source: Import,
  folder: string,
  context: ImportContext,
  lost: AbortSignal,
): Promise<Outcome> {
  const { env, segment, contract } = context.config;
  const targets = {
    rows: segment.last ? curatedLocation(env) : interimLocation(env, segment),
    quarantine: env.QUARANTINE_BUCKET,
  };
  if (!contract.datasets[source.dataset]) {
    const message = `No dataset of the contract is named ${JSON.stringify(source.dataset === UNKNOWN_DATASET ? source.key.split("/")[0] : source.dataset)}.`;
    return rejectedOutcome(source, { reason: "file:unknown_dataset", message }, env.CONTRACT_DIGEST, targets);
  }
  const out = join(folder, "out");
  const result = await runEngine(
    context,
    {
      ...(isRecordsKey(source.key) ? { contract: recordsContract(contract), rowsAlone: true } : { contract }),
      dataset: source.dataset,
      file: source.path,
      name: uriOf(source),
      runId: source.runId,
      out,
      scratch: join(folder, "scratch"),
    },
    lost,
  );
  return outcomeOf(source, result, env.CONTRACT_DIGEST, targets, out);
}
