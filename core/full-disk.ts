// A disk without room, told by the folder that lies on it: what failed rarely says where it wrote.
import { statfsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { HeadraceError } from "./errors.ts";

/** Words in which systems, DuckDB, Terraform and AWS's services say that there is no room. */
const NO_ROOM =
  /no space left on device|disk quota exceeded|file too large|ENOSPC|EDQUOT|EFBIG|max_temp_directory_size|disk that holds .* is full|the disk is full/i;
/** Less than this is full: what fails is often larger than what is left. */
const ROOM_BYTES = 16 * 1024 * 1024;

/** Whether a message or a system error says that there is no room on a disk. */
export const saysFull = (cause: unknown): boolean => {
  const { code = "", message = String(cause) } = (cause ?? {}) as NodeJS.ErrnoException;
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes(code) || NO_ROOM.test(message);
};

/** The folders among these, and those that everything here writes to, whose disk has no room. */
export function fullFolders(folders: readonly string[]): string[] {
  const all = new Set([...folders, tmpdir(), homedir(), process.cwd()]);
  return [...all].filter((folder) => {
    try {
      const { bavail, bsize, files, ffree } = statfsSync(folder);
      return bavail * bsize < ROOM_BYTES || (files > 0 && ffree === 0);
    } catch {
      return false;
    }
  });
}

/**
 * The error that says so.
 * @param folders where what failed writes to
 * @param words what was said, for the file in it
 */
export function diskFull(folders: readonly string[], words = ""): HeadraceError {
  const full = fullFolders(folders);
  const named = /(?:write|open|mkdir|create|copy|'|")\s*(\/[^\s'":]+)/i.exec(words)?.[1];
  const where = full.length > 0 ? full.join(", ") : named;
  return new HeadraceError(
    "disk_full",
    where ? `The disk is full: there is no room left in ${where}.` : `The disk is full: ${words}`,
    "Free some space there and run again; TMPDIR and HEADRACE_STATE (or --state) move what is written elsewhere.",
    3,
  );
}
