// The objects of archived records: compressed NDJSON. A sealed key has a compressed nothing, which readers take for no rows: an
// empty file that is called .gz is none to some of them.
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Landing } from "../../core/arrivals/land.ts";
import { type ArchiveKind, archiveKey } from "../../core/records/archive/kinds.ts";
import { firstPuts } from "../aws/first-put.ts";

export const archiveObjects = (bucket: string): Landing => ({
  keyFor: (kind) => archiveKey(kind as ArchiveKind, new Date(), randomUUID()),
  ...firstPuts({
    bucket,
    contentType: "application/gzip",
    seal: gzipSync(""),
    encode: (lines) => gzipSync(Buffer.concat(lines)),
  }),
});
