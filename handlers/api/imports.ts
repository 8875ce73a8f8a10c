// Imports by presigned upload: announced, put to S3 by the caller, followed to their run. An import is its caller's alone.
import { createHash, randomUUID } from "node:crypto";
import { Problem } from "../../core/api/problems.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import { importKey } from "../../core/records/import-key.ts";
import { urlsUntil } from "../aws/signed-put.ts";
import type { Caller } from "../http/caller.ts";
import type { Implement } from "./implement.ts";
import { importState, quarantinedRows } from "./imports/state.ts";
import { changeImport, type ImportItem, noteImport, readImport, type UploadPart } from "./imports/store.ts";
import { Uploads } from "./imports/uploads.ts";

type ImportRoutes = "createImport" | "completeImport" | "getImport" | "deleteImport";

export const imports: Implement<ImportRoutes> = {
  createImport: async ({ body }, { env, caller, bytes, idempotencyKey }) => {
    const { dataset, file, parts } = body;
    caller.require("imports", dataset);
    const id =
      idempotencyKey === undefined
        ? randomUUID().replaceAll("-", "")
        : createHash("sha256")
            .update(JSON.stringify([caller.id, idempotencyKey]))
            .update(bytes)
            .digest("hex")
            .slice(0, 32);
    const until = urlsUntil();
    const noted = await noteImport(env.API_TABLE, {
      import_id: id,
      caller: caller.id,
      ...{ dataset, file, key: importKey(dataset, id, file) },
      bytes: body.bytes ?? (parts ?? []).reduce((sum, part) => sum + part.bytes, 0),
      ...(parts ? { parts } : { sha256: body.sha256 as string }),
      created_at: new Date().toISOString(),
      urls_until: until,
    });
    return Uploads.with(env, async (uploads) => {
      const signed = await sign(env, uploads, noted);
      if (!signed || !(await changeImport(env.API_TABLE, id, { urls_until: until })))
        throw new Problem("conflict", "This import was given up. Announce the file under another key.");
      return { status: 201, body: { id, dataset, file, expires_at: until, ...signed } };
    });
  },

  completeImport: async ({ path: { id } }, { env, caller }) => {
    const item = await own(env, caller, id);
    const { parts, upload_id } = item;
    if (!parts) throw new Problem("conflict", "The file comes whole: its PUT is all there is to do.");
    if (item.abandoned || upload_id === undefined) throw new Problem("conflict", "This import was given up.");
    const missing = await Uploads.with(env, (uploads) => uploads.complete(item));
    if (missing?.length)
      throw new Problem(
        "conflict",
        `${missing.length} of ${parts.length} parts were not put: ${missing.slice(0, 20).join(", ")}${missing.length > 20 ? ", …" : ""}.`,
      );
    // An upload that is not there was completed before, or given up by somebody with a right to the bucket.
    if (missing === undefined && (await importState(item, env)).state === "waiting")
      throw new Problem("conflict", "The upload is not there any more. Announce the file again.");
    return { status: 202, body: { id } };
  },

  getImport: async ({ path: { id } }, { env, caller }) => {
    const item = await own(env, caller, id);
    const { state, record } = await importState(item, env);
    const hasQuarantined = state === "done" && (record?.rows_quarantined ?? 0) > 0;
    return {
      status: 200,
      body: {
        id,
        ...{ dataset: item.dataset, file: item.file, bytes: item.bytes, created_at: item.created_at, state },
        run_id: record?.manifest === undefined ? null : record.run_id,
        rows_in: record?.rows_in ?? null,
        rows_curated: record?.rows_curated ?? null,
        rows_quarantined: record?.rows_quarantined ?? null,
        reasons: record?.reasons ?? {},
        rejected: record?.rejected ?? null,
        quarantined: record && hasQuarantined ? await quarantinedRows(env, record) : [],
        cataloged_at: record?.cataloged_at ?? null,
        loaded_at: record?.loaded_at ?? null,
      },
    };
  },

  deleteImport: async ({ path: { id } }, { env, caller }) => {
    const item = await own(env, caller, id);
    const { state } = await importState(item, env);
    if (state !== "waiting" && state !== "expired" && state !== "abandoned")
      throw new Problem("conflict", `The import is ${state}: what has landed is imported.`);
    await changeImport(env.API_TABLE, id, { abandoned: true });
    const { upload_id } = item;
    if (upload_id !== undefined) await Uploads.with(env, (uploads) => uploads.abort(item.key, upload_id));
    return { status: 204 };
  },
};

/** The same answer whether the import is another's or nobody's. */
async function own(env: ApiEnvironment, caller: Caller, id: string): Promise<ImportItem> {
  const item = await readImport(env.API_TABLE, id);
  if (item?.caller === caller.id) return item;
  throw new Problem("not_found", "You have announced no import of this id.");
}

/** Undefined where the import was given up. */
async function sign(env: ApiEnvironment, uploads: Uploads, item: ImportItem) {
  if (item.abandoned) return undefined;
  const { key, bytes, sha256, parts } = item;
  if (sha256 !== undefined) return { upload: await uploads.put(key, { bytes, sha256 }), parts: [] };
  const uploadId = await uploadOf(env, uploads, item);
  if (uploadId === undefined) return undefined;
  const signed = (parts ?? []).map(async (part: UploadPart, i) => ({
    number: i + 1,
    ...(await uploads.part(key, uploadId, i + 1, part)),
  }));
  return { upload: null, parts: await Promise.all(signed) };
}

/** The one upload of an import, whoever asks for it at once. */
async function uploadOf(
  env: ApiEnvironment,
  uploads: Uploads,
  { import_id, key, upload_id }: ImportItem,
): Promise<string | undefined> {
  if (upload_id !== undefined) return upload_id;
  const begun = await uploads.begin(key);
  if (await changeImport(env.API_TABLE, import_id, { upload_id: begun })) return begun;
  await uploads.abort(key, begun);
  return (await readImport(env.API_TABLE, import_id))?.upload_id;
}
