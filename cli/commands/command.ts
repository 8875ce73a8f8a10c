// What a command's file exports.
import type { Signature } from "../args/options.ts";

/** Runs a command: its words after the name, and what ends it early; its exit code. */
export type RunCommand = (argv: string[], signal: AbortSignal) => Promise<number>;

export interface Command {
  run: RunCommand;
  /** What it takes: help, reference and completion are made of it. Several where it has subcommands. */
  SIGNATURES: readonly Signature[];
}
