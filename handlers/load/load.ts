// Loads a run's rows into the warehouse exactly once, whatever is repeated or dies half-way.
import { CompiledQuery } from "kysely";
import type { LoadEnvironment } from "../../core/environment/load.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { Manifest } from "../../core/records/manifest.ts";
import { batch, copy } from "../../warehouse/kysely/index.ts";
import { concurrently } from "../aws/concurrently.ts";
import { deleteObjects, uriOf } from "../aws/objects.ts";
import type { Warehouse } from "../warehouse/connection.ts";
import {
  attemptAt,
  type CopyGroup,
  deleteCopyManifests,
  stagingPrefix,
  writeCopyManifests,
} from "./groups.ts";
import { asking, prepareTable } from "./prepare.ts";
import { LoadSql } from "./statements.ts";
import type { LoadTable } from "./table.ts";

/** Groups of files that are copied at once. */
const COPIES = 4;

/** @returns rows loaded; undefined where the ledger has the run already */
export async function loadRun(
  db: Warehouse,
  env: LoadEnvironment,
  table: LoadTable,
  run: Manifest,
): Promise<number | undefined> {
  const sql = new LoadSql(env.LOAD_SCHEMA, env.LEDGER_SCHEMA);
  const ask = asking(db);
  await prepareTable(ask, sql, table);
  // An attempt that still lives and loses its tables here fails, comes again, and finds the run in the ledger.
  const left = await ask(sql.leftAside(stagingPrefix(run.run_id)));
  if (left.length > 0) await deleteCopyManifests(run, env.CURATED_BUCKET);
  for (const { table_name } of left) await ask(sql.drop(String(table_name)));
  if ((await ask(sql.loaded(run.run_id))).length > 0) return undefined;

  const { gathered, groups } = attemptAt(run, table, env.CURATED_BUCKET);
  const copyTo = (into: string, { manifest }: CopyGroup) =>
    copy({
      into: `${env.LOAD_SCHEMA}.${into}`,
      from: uriOf(manifest),
      iamRole: env.IAM_ROLE_ARN,
      format: "parquet",
      manifest: true,
    }).compile(db);
  try {
    // By itself and first: a COPY that outlives its attempt fails for want of it. And last to go: while it is there, the
    // next attempt looks for what else is left.
    await ask(sql.gather(table, gathered));
    await writeCopyManifests(groups);
    await concurrently(groups, COPIES, (group) => {
      const { staging } = group;
      if (table.inPath.size === 0) return batch(db, [copyTo(gathered, group)]);
      return batch(db, [
        CompiledQuery.raw(sql.stage(table, staging)),
        copyTo(staging, group),
        CompiledQuery.raw(sql.add(table, group, gathered)),
        CompiledQuery.raw(sql.drop(staging)),
      ]);
    });
    const copied = Number((await ask(sql.count(gathered)))[0]?.n);
    if (copied !== run.rows_curated)
      throw new HeadraceError(
        "load_incomplete",
        `COPY brought ${copied} of the ${run.rows_curated} rows of run ${run.run_id}.`,
        "Look whether the files that its manifest names were changed or deleted; nothing was loaded.",
      );
    const done = await batch(
      db,
      sql.commit(table, gathered, run.run_id, copied).map((one) => CompiledQuery.raw(one)),
    );
    // Another attempt had noted the run by the time that this one had the lock.
    return done.at(-1)?.numAffectedRows === 0n ? undefined : copied;
  } finally {
    // What is left here after all, the next attempt drops.
    await deleteObjects(groups.map(({ manifest }) => manifest))
      .then(() => ask(sql.drop(gathered)))
      .catch(() => {});
  }
}
