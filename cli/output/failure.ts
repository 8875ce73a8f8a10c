// The command's last words when it fails: message and fix on stderr, or the error object on stdout. Never a stack.

import { HeadraceError } from "../../core/errors.ts";
import { colors } from "./colors.ts";
import { write } from "./output.ts";

/** Tells of the failure and gives the exit code. HEADRACE_DEBUG=1 adds the stack on stderr. */
export async function reportFailure(cause: unknown, json: boolean): Promise<number> {
  const error = cause instanceof HeadraceError ? cause : internal(cause);
  if (process.env.HEADRACE_DEBUG && cause instanceof Error) process.stderr.write(`${cause.stack}\n`);
  if (json) {
    const { code, message, fix } = error;
    await write(`${JSON.stringify({ error: { code, message, fix } })}\n`);
  } else {
    process.stderr.write(`${colors.red("error")}: ${error.message}\n${error.fix ? `${error.fix}\n` : ""}`);
  }
  return error.exitCode;
}

function internal(cause: unknown): HeadraceError {
  const code = (cause as NodeJS.ErrnoException)?.code;
  if (code === "ENOSPC")
    return new HeadraceError(
      "disk_full",
      "No space is left on the device.",
      "Free some space and run again.",
      3,
    );
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new HeadraceError(
      "permission_denied",
      firstLines(cause),
      "Run as a user who may read and write there, or name another folder.",
      3,
    );
  return new HeadraceError(
    "internal",
    firstLines(cause),
    "This is a fault in headrace. Run again with HEADRACE_DEBUG=1 for its trace, and please report it.",
    3,
  );
}

const firstLines = (cause: unknown): string =>
  (cause instanceof Error ? cause.message || cause.name : String(cause)).split("\n").slice(0, 4).join("\n") ||
  "unknown";
