// Why a load failed, row by row or file by file, as far as Redshift tells.
import { CompiledQuery } from "kysely";
import type { LoadEnvironment } from "../../core/environment/load.ts";
import type { AuditRecord } from "../../core/records/audit.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { uriOf } from "../aws/objects.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import { LoadSql } from "./statements.ts";

type LoadError = NonNullable<AuditRecord["load_error"]>;
type ErrorRow = LoadError["rows"][number];

/** The audit's account of a failed attempt. */
export async function loadError(
  db: Warehouse,
  env: LoadEnvironment,
  run: Manifest,
  { message }: Error,
): Promise<LoadError> {
  const scan = scanError(message, run.files);
  const rows = scan ? [scan] : await notedRows(db, env, run).catch(() => []);
  return {
    message,
    at: new Date().toISOString(),
    rows,
    ...(scan && run.contract_digest !== env.CONTRACT_DIGEST && { hint: hintOf(run, env) }),
  };
}

/** What Redshift noted of wrong rows in a run's files. */
async function notedRows(db: Warehouse, env: LoadEnvironment, run: Manifest): Promise<ErrorRow[]> {
  const sql = new LoadSql(env.LOAD_SCHEMA, env.LEDGER_SCHEMA);
  const statement = sql.errors(`s3://${env.CURATED_BUCKET}/${run.dataset}/`, run.run_id);
  const { rows } = await db.executeQuery(CompiledQuery.raw(statement));
  return (rows as Record<string, unknown>[]).map((row) => ({
    file: String(row.file_name).trim(),
    line: Number(row.line_number),
    column: String(row.column_name ?? "").trim(),
    message: String(row.error_message ?? "").trim(),
  }));
}

const CONTEXT = /Spectrum Scan Error.*?\bcontext: +(.*?)\s*\n\s*query: /s;
const FILE = /https:\/\/(?:s3[.-][^/\s']*\/|([^/\s']+?)\.s3[.-][^/\s']*\/)([^\s'?]*)/;
const COLUMN = /the data column (.+?) is longer|for column '[^'\n]*\.([^'.\n]+)'|column '([^'\n]+)' has/;

/**
 * COPY of Parquet fails by Spectrum, which names file and column in its message and notes them in no view that every
 * user of every warehouse may read. The message is cut after 256 characters, and a file's name with it.
 */
export function scanError(message: string, files: Manifest["files"]): ErrorRow | undefined {
  const context = CONTEXT.exec(message)?.[1];
  if (context === undefined) return undefined;
  const [, bucket, path = ""] = FILE.exec(context) ?? [];
  const named = bucket === undefined ? path : `${bucket}/${path}`;
  const fits = files.filter((file) => {
    const whole = `${file.bucket}/${file.key}`;
    return named !== "" && (whole.startsWith(named) || encodeURI(whole).startsWith(named));
  });
  const [, ...columns] = COLUMN.exec(context) ?? [];
  const [only] = fits;
  return {
    file: only && fits.length === 1 ? uriOf(only) : named && `s3://${named}`,
    column: columns.find((column) => column !== undefined) ?? "",
    message: context,
  };
}

const hintOf = (run: Manifest, env: LoadEnvironment): string =>
  `The run's files were made by contract ${run.contract_digest.slice(0, 12)}, the table is by ${env.CONTRACT_DIGEST.slice(0, 12)}. ` +
  "Where the dataset's columns differ between the two, import the source once more: its files are then made by the new one.";
