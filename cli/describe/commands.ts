// The commands as data: what the reference and the shells' completion are made of.
import type { Signature } from "../args/options.ts";
import { COMMON, type Option } from "../args/options.ts";
import type { Command } from "../commands/command.ts";

export interface DescribedCommand {
  name: string;
  /** As the overview says it. */
  summary: string;
  /** One, or one of each subcommand. */
  signatures: readonly Signature[];
}

/** What COMMANDS of commands/index.ts holds. It is handed in, since one of the commands is made of the others. */
export type Entries = Readonly<Record<string, { summary: string; load: () => Promise<Command> }>>;

/** Loads every command, one after another, since they share most of what they load. */
export async function describeAll(entries: Entries): Promise<DescribedCommand[]> {
  const described: DescribedCommand[] = [];
  for (const [name, { summary, load }] of Object.entries(entries))
    described.push({ name, summary, signatures: (await load()).SIGNATURES });
  return described;
}

/** The options that it takes, by name, those of every command last. */
export const optionsOf = ({ options }: Signature): [string, Option][] =>
  Object.entries({ ...options, ...COMMON });

/** What a word on the command line is, as far as a shell can complete it. */
export type WordKind =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "file" | "folder" | "other" };

const FOLDERS = new Set(["DIR", "FOLDER"]);
const FILES = new Set(["FILE", "OUT"]);
const CHOICES = /^[a-z0-9_-]+(\|[a-z0-9_-]+)*$/;

/** By the name of a positional or of an option's value: DIR, [FILE…], athena|redshift. */
export function wordKind(name: string): WordKind {
  const bare = name.replaceAll(/[[\]…]/g, "");
  if (CHOICES.test(bare)) return { kind: "choices", choices: bare.split("|") };
  if (FOLDERS.has(bare)) return { kind: "folder" };
  return { kind: FILES.has(bare) ? "file" : "other" };
}
