// The local AWS as commands use it: one per user unless --state or HEADRACE_STATE names another folder for it.
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { HeadraceError } from "../core/errors.ts";
import type { AthenaEngine, LocalAws } from "../local/index.ts";
import { makeFolder } from "./args/make-folder.ts";
import type { Options } from "./args/options.ts";
import { usageError } from "./args/usage.ts";
import { seconds, secondsSince } from "./output/format.ts";
import type { Output } from "./output/output.ts";
import type { LocalInstance } from "./terraform/root.ts";

export const STATE_OPTION = {
  state: {
    type: "string",
    value: "DIR",
    description: "the local AWS's own folder; HEADRACE_STATE where absent",
  },
} as const satisfies Options;

export interface Local extends LocalAws, LocalInstance {}

/** The folder of the local AWS: --state, HEADRACE_STATE, or one of the user's own. */
export function stateFolder(given?: string): string {
  const named = given ?? process.env.HEADRACE_STATE;
  if (named) return resolve(named);
  const home = process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state");
  return join(home, "headrace", "local");
}

/** The folder as whoever named it wrote it. */
const stateName = (given?: string): string => {
  if (given) return `--state ${given}`;
  const { HEADRACE_STATE: named } = process.env;
  return named ? `HEADRACE_STATE ${named}` : stateFolder();
};

/** Starts the local AWS, or finds the one that runs. */
export async function startLocal(
  output: Output,
  {
    state,
    port,
    athena,
  }: { state?: string | undefined; port?: number | undefined; athena?: AthenaEngine | undefined } = {},
): Promise<Local> {
  const { up, find, environment } = await import("../local/index.ts");
  makeFolder(stateFolder(state), stateName(state));
  const start = performance.now();
  let last = "starting the local AWS";
  const ticker = setInterval(() => output.progress.update(last), 250);
  try {
    const local = await up({
      state: stateFolder(state),
      ...(port === undefined ? {} : { port }),
      ...(athena === undefined ? {} : { athena }),
      onProgress: (message) => {
        last = message;
        output.progress.update(last);
      },
    });
    output.progress.done(`local AWS at ${local.endpoint} (${seconds(secondsSince(start))})`);
    return reached(local, { find, environment });
  } finally {
    clearInterval(ticker);
    output.progress.clear();
  }
}

/** The local AWS that runs; an error that says how to start one where none does. */
export async function runningLocal(state?: string): Promise<Local> {
  const { find, environment } = await import("../local/index.ts");
  const local = await find({ state: stateFolder(state) });
  if (local) return reached(local, { find, environment });
  throw new HeadraceError(
    "local_not_running",
    "The local AWS is not running.",
    "Start it with `headrace local up`; `headrace run` and `headrace apply` start it too.",
    3,
  );
}

type Module = typeof import("../local/index.ts");

const reached = (local: LocalAws, { find, environment }: Pick<Module, "find" | "environment">): Local => ({
  ...local,
  env: environment(local),
  alive: async () => (await find({ state: local.state }))?.instance === local.instance,
});

/** --port as a number; 0 and absence mean a free one. */
export function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw usageError(`--port ${JSON.stringify(text)} is no port number (0 to 65535)`);
  return Number(text) || undefined;
}

/** --athena as an engine. */
export function athenaOf(text: string | undefined): AthenaEngine | undefined {
  if (text === undefined || text === "duckdb" || text === "trino") return text;
  throw usageError(`--athena is duckdb or trino, and not ${JSON.stringify(text)}`);
}
