// What becomes of files in a pipeline of its own, as text that two engines can be compared by.
import { keysOf, readObject } from "./inspect.ts";
import type { StageBench } from "./stage-bench.ts";

export type NamedFile = readonly [key: string, content: string | Buffer];

/** Imports what lies in landing: the bodies of the messages that tell of it, and the stage's environment. */
export type Importer = (events: string[], env: Record<string, string>) => Promise<void>;

export interface Outcome {
  /** Dataset → its rows. */
  rows: Record<string, string[]>;
  quarantined: string[];
  /** Keys in quarantine. */
  objects: string[];
}

/** Without what names the pipeline or a run. */
const anonymous = (text: string): string => text.replaceAll(/[0-9a-f]{32}|stage\d+-/g, "…");

/** @param secret of the token key, which all that are compared must share */
export async function outcomeOf(
  bench: StageBench,
  secret: string,
  datasets: Readonly<Record<string, object>>,
  files: readonly NamedFile[],
  by: Importer,
): Promise<Outcome> {
  const { account } = bench;
  const { quarantine } = await bench.fresh({ version: 1, name: "acme", datasets });
  const events: string[] = [];
  for (const [key, content] of files) events.push(await bench.put(key, content));
  await by(events, { TOKEN_KEY_SECRET_ARN: secret, MAX_OBJECT_BYTES: "1000000000" });
  const keys = await keysOf(account, quarantine);
  const texts = await Promise.all(keys.map((key) => readObject(account, quarantine, key)));
  const rows: Record<string, string[]> = {};
  for (const name of Object.keys(datasets)) rows[name] = await bench.rows(name);
  return {
    rows,
    quarantined: texts
      .flatMap((text) => text.split("\n"))
      .filter((line) => line !== "")
      .map(anonymous)
      .sort(),
    objects: keys.map(anonymous).sort(),
  };
}

/** The stage function, by batches of messages as SQS gives them. */
export const byFunction =
  (bench: StageBench): Importer =>
  async (events, env) => {
    for (let at = 0; at < events.length; at += 10) {
      const { response } = await bench.stage(events.slice(at, at + 10), { env });
      if (response?.batchItemFailures?.length !== 0)
        throw new Error(`not imported: ${JSON.stringify(response)}`);
    }
  };
