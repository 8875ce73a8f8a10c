// headrace completion bash | zsh | fish: a script by which the shell completes the command's words.
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { bashCompletion } from "../describe/bash.ts";
import { type DescribedCommand, describeAll, type Entries } from "../describe/commands.ts";
import { fishCompletion } from "../describe/fish.ts";
import { zshCompletion } from "../describe/zsh.ts";
import { write } from "../output/output.ts";
import type { Command } from "./command.ts";

const SHELLS: Readonly<Record<string, (commands: readonly DescribedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const SIGNATURE = {
  command: "completion",
  summary: "Prints a script by which a shell completes commands, options, choices, files and folders.",
  positionals: [Object.keys(SHELLS).join("|")],
  options: {},
  details:
    'bash: add `source <(headrace completion bash)` to ~/.bashrc; on macOS\'s bash 3.2, `eval "$(headrace completion bash)"`.\n' +
    "zsh: `headrace completion zsh > ~/.zfunc/_headrace`, with ~/.zfunc in fpath before compinit.\n" +
    "fish: `headrace completion fish > ~/.config/fish/completions/headrace.fish`.",
} as const;

/** @param entries all commands, of which this is one */
export const completionOf = (entries: () => Entries): Command => ({
  SIGNATURES: [SIGNATURE],
  run: async (argv) => {
    const { positionals } = parse(SIGNATURE, argv);
    const [shell = ""] = positionals;
    const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
    if (!script)
      throw usageError(`${JSON.stringify(shell)} is none of ${Object.keys(SHELLS).join(", ")}`, SIGNATURE);
    await write(script(await describeAll(entries())));
    return 0;
  },
});
