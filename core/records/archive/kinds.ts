// What is archived of the audit's table, and where: records of runs, and of calls that opened tokens. Each kind is a folder of the
// archive, so that it can be a table by itself.
import { TOKEN_AUDIT_PREFIX } from "../token-audit.ts";

/** Kind → what it holds, for people. */
export const ARCHIVE_KINDS = {
  runs: "Records of files that were imported",
  openings: "Records of calls that opened tokens, or were refused",
} as const;
export type ArchiveKind = keyof typeof ARCHIVE_KINDS;

/** Where archived records lie in the archive's bucket. */
export const ARCHIVE_PREFIX = "audit/";

export const kindOf = (item: Record<string, unknown>): ArchiveKind =>
  String(item.run_id).startsWith(TOKEN_AUDIT_PREFIX) ? "openings" : "runs";

/** `audit/runs/day=2026-11-29/141532-ID.ndjson.gz`; `id` makes it the key of one batch alone. */
export function archiveKey(kind: ArchiveKind, at: Date, id: string): string {
  const [day = "", time = ""] = at.toISOString().split("T");
  return `${ARCHIVE_PREFIX}${kind}/day=${day}/${time.slice(0, 8).replaceAll(":", "")}-${id}.ndjson.gz`;
}
