// Errors that a person can act on: what is wrong, where, and what to do about it. Never shown with a stack.

/** The command's exit codes: 1 the data or the contract is wrong, 2 the usage is, 3 the environment is. */
export type ExitCode = 1 | 2 | 3;

/** An error with a fix. `code` is stable and machine-readable, such as "contract_invalid" or "tool_missing". */
export class HeadraceError extends Error {
  readonly code: string;
  readonly fix: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, fix: string, exitCode: ExitCode = 1) {
    super(message);
    this.name = "HeadraceError";
    this.code = code;
    this.fix = fix;
    this.exitCode = exitCode;
  }
}
