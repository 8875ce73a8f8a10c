// Runs one statement in a session, within Redshift's rules of transactions.
import { mkdir, rm } from "node:fs/promises";
import { SqlError, type Token } from "../../sql/tokens.ts";
import { recognise } from "../statements/recognise.ts";
import type { Outcome, Statement } from "../statements/statement.ts";
import { commit, rollback } from "../statements/transaction.ts";
import type { Runtime } from "./runtime.ts";

export async function execute(tokens: readonly Token[], runtime: Runtime): Promise<Outcome> {
  const { session } = runtime;
  let statement: Statement | undefined;
  try {
    statement = recognise(tokens);
    checkState(statement, tokens, runtime);
    await mkdir(runtime.folder, { recursive: true });
    if (statement.transaction === "control") return await statement.run(tokens, runtime);
    if (session.transaction === "open") return await statement.run(tokens, runtime);
    await session.begin(false);
    const outcome = await statement.run(tokens, runtime);
    await session.end("COMMIT");
    return outcome;
  } catch (error) {
    await fail(runtime);
    throw error;
  } finally {
    await rm(runtime.folder, { recursive: true, force: true });
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
    const name = tokens[0]?.value === "alter" ? "ALTER TABLE APPEND" : (tokens[0]?.value ?? "").toUpperCase();
    throw new SqlError("ERROR", `${name} cannot run inside a transaction block`);
  }
}

/** After an error nothing of the transaction holds; one that was opened by BEGIN waits for its end. */
async function fail(runtime: Runtime): Promise<void> {
  const { session } = runtime;
  if (session.transaction === "none") return;
  if (session.explicit) session.transaction = "aborted";
  else await session.end("ROLLBACK").catch(() => undefined);
}
