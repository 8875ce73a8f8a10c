// What sys_load_history tells of a COPY. It is written through a connection of its own: it outlives the load's rollback.
import type { S3Object } from "../../../sql/objects.ts";
import { literal } from "../../../sql/tokens.ts";
import { META } from "../engine/meta-schema.ts";
import type { Runtime } from "../engine/runtime.ts";
import { Session } from "../engine/session.ts";
import type { CopyOptions } from "./copy-options.ts";

const FORMATS: Record<CopyOptions["format"], string> = {
  parquet: "parquet",
  csv: "csv",
  json: "json",
  delimited: "txt",
};

export interface Load {
  options: CopyOptions;
  started: Date;
  objects: readonly S3Object[];
}

/** @param rows undefined where the load failed */
export async function recordLoad(
  { options, started, objects }: Load,
  rows: number | undefined,
  runtime: Runtime,
): Promise<void> {
  const { database, user, superuser } = runtime.session;
  const session = await Session.open(database, user, superuser);
  const bytes = objects.reduce((sum, object) => sum + object.size, 0);
  const status = rows === undefined ? "aborted" : "completed";
  try {
    await session.connection.run(
      `INSERT INTO ${META}.loads VALUES (${runtime.queryId}, ${literal(user)}, ${literal(status)}, ${literal(options.target.at(-1) ?? "")}, ` +
        `make_timestamp_ms(${started.getTime()}), make_timestamp_ms(${Date.now()}), ${literal(options.from)}, ${literal(FORMATS[options.format])}, ` +
        `${rows ?? 0}, ${rows === undefined ? 0 : bytes}, ${objects.length}, ${bytes})`,
    );
  } finally {
    await session.close();
  }
}
