// Commands of several words, such as `local up`: which of them is meant, and what to say where none is.
import type { Options, Signature } from "./options.ts";
import { nearest } from "./suggest.ts";
import { HelpRequested, usageError } from "./usage.ts";

type Run = (argv: string[], signal: AbortSignal) => Promise<number>;

/**
 * Runs the subcommand that the first word names, with the words that are left. Throws a usage error that names the nearest.
 * @param signature of the group, whose first word is the command
 */
export function group(signature: Signature<Options>, subcommands: Readonly<Record<string, Run>>): Run {
  const [command = ""] = signature.command.split(" ");
  const names = Object.keys(subcommands);
  return async (argv, signal) => {
    const at = argv.findIndex((word) => !word.startsWith("-"));
    const rest = [...argv];
    const [name] = rest.splice(at < 0 ? argv.length : at, 1);
    const run = name !== undefined && Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (run) return run(rest, signal);
    if (argv.includes("--help") || argv.includes("-h")) throw new HelpRequested(signature);
    if (name === undefined) throw usageError(`${command} needs one of ${names.join(", ")}`, signature);
    const guess = nearest(name, names);
    throw usageError(
      `${command} knows no ${JSON.stringify(name)}${guess ? `; did you mean ${guess}?` : ""}`,
      signature,
    );
  };
}
