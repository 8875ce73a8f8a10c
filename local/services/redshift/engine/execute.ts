// Runs one statement in a session, within Redshift's rules of transactions.
import { mkdir, rm } from "node:fs/promises";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { alterTable } from "../statements/alter-table.ts";
import { remove, update } from "../statements/change.ts";
import { copy } from "../statements/copy.ts";
import { explain } from "../statements/explain.ts";
import { alterExternalTable, isExternal } from "../statements/external-partitions.ts";
import { insert } from "../statements/insert.ts";
import { lock } from "../statements/maintenance.ts";
import { merge } from "../statements/merge.ts";
import { query } from "../statements/query.ts";
import { recognise } from "../statements/recognise.ts";
import { resetSetting, setSetting, showSetting } from "../statements/settings.ts";
import type { Statement, StatementResult } from "../statements/statement.ts";
import { begin, commit, rollback } from "../statements/transaction.ts";
import { unload } from "../statements/unload.ts";
import type { Runtime } from "./runtime.ts";
import { Restart } from "./session.ts";

/** What neither makes nor drops anything that has a name, nor a right to it. All others may. */
const KEEPS_NAMES: ReadonlySet<Statement> = new Set([
  begin,
  commit,
  rollback,
  copy,
  explain,
  insert,
  lock,
  merge,
  query,
  remove,
  resetSetting,
  setSetting,
  showSetting,
  unload,
  update,
]);

export async function execute(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const { session } = runtime;
  let statement: Statement | undefined;
  try {
    statement = recognise(tokens);
    if (statement === alterTable && (await isExternal(tokens, runtime))) statement = alterExternalTable;
    checkState(statement, tokens, runtime);
    await mkdir(runtime.folder, { recursive: true });
    const alone = session.transaction === "none" && statement.transaction !== "control";
    if (alone) await session.begin(false);
    else await session.refresh();
    if (!KEEPS_NAMES.has(statement)) {
      session.changesNames = true;
      session.hasOwnNames = true;
    }
    const outcome = await untilCurrent(statement, tokens, runtime);
    if (statement !== begin && statement !== lock) session.fresh = false;
    if (session.transaction === "open") session.checkCurrent();
    if (alone) await session.end("COMMIT");
    return outcome;
  } catch (error) {
    await fail(runtime);
    throw error;
  } finally {
    await rm(runtime.folder, { recursive: true, force: true });
  }
}

/** Runs the statement, and again where others changed a table between its first look and its lock. */
async function untilCurrent(
  statement: Statement,
  tokens: readonly Token[],
  runtime: Runtime,
): Promise<StatementResult> {
  for (;;) {
    try {
      return await statement.run(tokens, runtime);
    } catch (error) {
      if (!(error instanceof Restart)) throw error;
      if (runtime.session.transaction === "open") await runtime.session.restart();
    }
  }
}

function checkState(statement: Statement, tokens: readonly Token[], runtime: Runtime): void {
  const { session } = runtime;
  const ends = statement === commit || statement === rollback;
  if (session.transaction === "aborted" && !ends) {
    throw new SqlError(
      "ERROR",
      "current transaction is aborted, commands ignored until end of transaction block",
    );
  }
  if (statement.transaction === "alone" && session.transaction === "open") {
    const name = tokens[0]?.value === "alter" ? "ALTER TABLE" : (tokens[0]?.value ?? "").toUpperCase();
    throw new SqlError("ERROR", `${name} cannot run inside a transaction block`);
  }
}

/** After an error nothing of the transaction holds, its locks included; one that was opened by BEGIN waits for its end. */
async function fail(runtime: Runtime): Promise<void> {
  const { session } = runtime;
  if (session.transaction !== "open") return;
  await session.end("ROLLBACK").catch(() => undefined);
  if (session.explicit) session.transaction = "aborted";
}
