// The command's last words when it fails: message and fix on stderr, or the error object on stdout. Never a stack.

import { ContractError, type ContractIssue } from "../../core/contract/error.ts";
import { HeadraceError } from "../../core/errors.ts";
import { diskFull, saysFull } from "../../core/full-disk.ts";
import { stateFolder } from "../local-aws.ts";
import { colors } from "./colors.ts";
import { write } from "./output.ts";

/** Tells of the failure and gives the exit code. HEADRACE_DEBUG=1 adds the stack on stderr. */
export async function reportFailure(cause: unknown, json: boolean): Promise<number> {
  const error = explained(cause);
  if (process.env.HEADRACE_DEBUG && cause instanceof Error) process.stderr.write(`${cause.stack}\n`);
  if (json) {
    const { code, message, fix } = error;
    const issues = error instanceof ContractError && { issues: error.issues.map(told) };
    await write(`${JSON.stringify({ error: { code, message, fix, ...issues } })}\n`);
  } else {
    // A contract's fault says its fix on its own line, as Terraform's does: once is enough.
    const fix = error.fix && !error.message.endsWith(error.fix) ? `${error.fix}\n` : "";
    process.stderr.write(`${colors.red("error")}: ${error.message}\n${fix}`);
  }
  return error.exitCode;
}

/** A fault of the contract, for an editor or a review tool. */
const told = ({ path, at, message, fix }: ContractIssue) => ({ path, ...at, message, fix });

/** What the network makes of an AWS that is not there, or no more. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** Whatever was thrown as an error that says what to do. */
export function explained(cause: unknown): HeadraceError {
  if (cause instanceof HeadraceError) return cause;
  const code = (cause as NodeJS.ErrnoException)?.code;
  if (saysFull(cause)) return diskFull([stateFolder()], firstLines(cause));
  // All that the command reaches by the network is AWS, and its clients have tried more than once by now.
  if (UNREACHABLE.has(code ?? "") || (cause as Error)?.name === "TimeoutError")
    return new HeadraceError(
      "aws_unreachable",
      `AWS does not answer: ${firstLines(cause)}.`,
      "If it is the local AWS, start it again with `headrace local up`; else check network, region and endpoint.",
      3,
    );
  if (isAwsError(cause))
    return new HeadraceError(
      "aws_refused",
      `AWS refused a request: ${cause.name}: ${firstLines(cause)}`,
      "Check what was applied and the caller's rights. Of the local AWS, local.log in its folder may say more.",
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

/** An answer of an AWS service, as its client throws it. */
const isAwsError = (cause: unknown): cause is Error =>
  cause instanceof Error && "$fault" in cause && "$metadata" in cause;

const firstLines = (cause: unknown): string =>
  (cause instanceof Error ? cause.message || cause.name : String(cause)).split("\n").slice(0, 4).join("\n") ||
  "unknown";
