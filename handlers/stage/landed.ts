// A file that landed: downloaded and hashed, then run through the function's stages.
import { extname, join } from "node:path";
import { NAME } from "../../core/contract/schema.ts";
import { runIdOf } from "../../core/records/run-id.ts";
import { download, uriOf } from "../aws/objects.ts";
import type { ObjectCreated } from "../events/notifications.ts";
import { runEngine } from "./engine.ts";
import { once } from "./once.ts";
import { type Import, type Outcome, outcomeOf, rejectedOutcome } from "./outcome.ts";
import { curatedPlace, interimPlace } from "./place.ts";
import type { Invocation } from "./settings.ts";
import { logger } from "./telemetry.ts";
import { withWorkspace } from "./workspace.ts";

const UNKNOWN_DATASET = "_unknown";

/** A key's dataset and the rest of it; `_unknown` where its first part cannot name a dataset. */
export function splitKey(key: string): { dataset: string; file: string } {
  const slash = key.indexOf("/");
  const dataset = key.slice(0, Math.max(0, slash));
  return { dataset: NAME.test(dataset) ? dataset : UNKNOWN_DATASET, file: key.slice(slash + 1) };
}

/** @returns false where the object is gone. */
export const importLanded = (object: ObjectCreated, invocation: Invocation): Promise<boolean> =>
  withWorkspace(async (folder) => {
    const { config } = invocation;
    const path = join(folder, `source${extensionsOf(object.key)}`);
    const content = await download(object, path);
    if (!content) return false;
    const runId = runIdOf({
      ...object,
      sha256: content.sha256,
      contractDigest: config.env.CONTRACT_DIGEST,
    });
    const source: Import = { ...object, ...content, ...splitKey(object.key), path, runId };
    logger.appendKeys({ run_id: runId, dataset: source.dataset });
    await once(invocation, source, (lost) => outcome(source, folder, invocation, lost));
    return true;
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
  invocation: Invocation,
  lost: AbortSignal,
): Promise<Outcome> {
  const { env, part, contract } = invocation.config;
  const targets = {
    rows: part.last ? curatedPlace(env) : interimPlace(env, part),
    quarantine: env.QUARANTINE_BUCKET,
  };
  if (!contract.datasets[source.dataset]) {
    const message = `No dataset of the contract is named ${JSON.stringify(source.key.split("/")[0])}.`;
    return rejectedOutcome(source, { reason: "file:unknown_dataset", message }, env.CONTRACT_DIGEST, targets);
  }
  const out = join(folder, "out");
  const result = await runEngine(
    invocation,
    {
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
