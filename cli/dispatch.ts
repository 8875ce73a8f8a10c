// Command line → command: help, version, and what to say to words that are no command.
import { readFileSync } from "node:fs";
import { nearest } from "./args/suggest.ts";
import { HelpRequested, usageError, wrapped } from "./args/usage.ts";
import { COMMANDS } from "./commands/index.ts";
import { write } from "./output/output.ts";

/** Runs the command that `argv` names and gives its exit code. */
export async function dispatch(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = argv.filter((word, i) => !(word === "--json" && i === 0));
  if (name === undefined)
    throw usageError(`no command is given; there are ${Object.keys(COMMANDS).join(", ")}`);
  if (name === "--help" || name === "-h" || name === "help") return print(overview());
  if (name === "--version" || name === "-v") return print(`${version()}\n`);
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    const guess = nearest(name, Object.keys(COMMANDS));
    const what = name.startsWith("-") ? "option" : "command";
    throw usageError(`unknown ${what} ${JSON.stringify(name)}${guess ? `; did you mean ${guess}?` : ""}`);
  }
  const { run } = await entry.load();
  try {
    return await run(argv[0] === "--json" ? ["--json", ...rest] : rest, signal);
  } catch (error) {
    if (error instanceof HelpRequested) return print(error.text);
    throw error;
  }
}

async function print(text: string): Promise<number> {
  await write(text);
  return 0;
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  return [
    "headrace: AWS data pipelines as Terraform modules",
    "",
    ...Object.entries(COMMANDS).map(([name, { summary }]) =>
      wrapped(summary, `  headrace ${name.padEnd(width)}  `, " ".repeat(width + 13)),
    ),
    "",
    "`headrace COMMAND --help` tells more.",
    "Exit codes: 0 done, 1 the data or the contract is wrong, 2 the usage is wrong,",
    "3 the environment is.",
    "",
  ].join("\n");
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
