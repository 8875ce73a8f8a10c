// BEGIN, COMMIT and ROLLBACK.
import { Cursor } from "../../../sql/structure.ts";
import type { Statement } from "./statement.ts";

export const begin: Statement = {
  transaction: "control",
  async run(_tokens, { session }) {
    // A second BEGIN is a warning in Redshift and changes nothing.
    if (session.transaction === "none") await session.begin(true);
    return {};
  },
};

export const commit: Statement = {
  transaction: "control",
  async run(_tokens, { session }) {
    await session.end("COMMIT");
    return {};
  },
};

export const rollback: Statement = {
  transaction: "control",
  async run(tokens, { session }) {
    const cursor = new Cursor(tokens, 1);
    if (!cursor.accept("work")) cursor.accept("transaction");
    cursor.end();
    await session.end("ROLLBACK");
    return {};
  },
};
