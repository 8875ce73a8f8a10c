// The SQL of a query: from the command line, from a file, or from stdin.
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { Signature } from "../args/options.ts";
import { usageError } from "../args/usage.ts";
import { regularFile } from "../imports/parse.ts";

export interface Asked {
  /** On the command line; - is stdin. */
  sql: string | undefined;
  file: string | undefined;
}

/** The statement, without the semicolon that ends it. Stdin is read where nothing else is given and it is no terminal. */
export async function sqlOf({ sql, file }: Asked, signature: Signature): Promise<string> {
  if (sql !== undefined && file !== undefined)
    throw usageError("SQL is given twice: as an argument, and by --file", signature);
  const given = file === undefined ? (sql ?? (process.stdin.isTTY ? undefined : "-")) : undefined;
  if (file === undefined && given === undefined) throw usageError("SQL is missing", signature);
  const read =
    file === undefined || file === "-"
      ? await asked(given ?? "-")
      : readFileSync(regularFile(file).path, "utf8");
  const statement = read.replace(/^\ufeff/, "").replace(/[\s;]+$/, "");
  if (statement.trim() === "") throw usageError("SQL is empty", signature);
  return statement;
}

const asked = async (given: string): Promise<string> => (given === "-" ? text(process.stdin) : given);
