// Command line → typed values. Whatever the command does not know ends in a usage error that names the nearest.
import { parseArgs } from "node:util";
import { COMMON, type Options, type Signature, type Values } from "./options.ts";
import { nearest } from "./suggest.ts";
import { HelpRequested, usageError } from "./usage.ts";

export interface Parsed<T extends Options> {
  values: Values<T & typeof COMMON>;
  positionals: string[];
}

interface Given {
  value: string;
  /** Its place on the command line. */
  index: number;
}

/** A word that belongs to no option, and the option of many values that it directly follows. */
type Word = Given & { after?: string };

/** The first words after options of many values that are more than the command's positionals. */
function surplus(words: readonly Word[], { positionals }: Signature): (Given & { after: string })[] {
  if (positionals.at(-1)?.includes("…")) return [];
  const following = words.filter((word): word is Given & { after: string } => word.after !== undefined);
  return following.slice(0, Math.max(0, words.length - positionals.length));
}

/** Parses `argv` (without the command's own words). Throws a usage error, or HelpRequested for --help. */
export function parse<T extends Options>(signature: Signature<T>, argv: readonly string[]): Parsed<T> {
  const known: Options = { ...signature.options, ...COMMON };
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const values: Record<string, unknown> = {};
  const words: Word[] = [];
  const lists = new Map<string, Given[]>();
  /** The option of many values whose values may still go on. */
  let open: string | undefined;
  for (const token of tokens) {
    if (token.kind === "positional")
      words.push({ value: token.value, index: token.index, ...(open !== undefined && { after: open }) });
    if (token.kind !== "positional") open = undefined;
    if (token.kind !== "option") continue;
    const option = known[token.name];
    if (!option) {
      const guess = nearest(token.name, Object.keys(known));
      throw usageError(
        `unknown option ${token.rawName}${guess ? `; did you mean --${guess}?` : ""}`,
        signature,
      );
    }
    if (option.type === "boolean") {
      if (token.value !== undefined) throw usageError(`--${token.name} takes no value`, signature);
      values[token.name] = true;
      continue;
    }
    const { value } = token;
    if (value === undefined || value === "" || (!token.inlineValue && /^-./.test(value)))
      throw usageError(`--${token.name} needs a value (${option.value})`, signature);
    if (option.multiple) {
      lists.set(token.name, [...(lists.get(token.name) ?? []), { value, index: token.index }]);
      open = token.name;
    } else if (token.name in values) throw usageError(`--${token.name} is given twice`, signature);
    else values[token.name] = value;
  }

  // `--select a b`: what follows a value and is no positional is one more value.
  for (const word of surplus(words, signature)) {
    lists.set(word.after, [...(lists.get(word.after) ?? []), word]);
    words.splice(words.indexOf(word), 1);
  }
  for (const [name, texts] of lists)
    values[name] = texts.sort((a, b) => a.index - b.index).map(({ value }) => value);
  const positionals = words.map(({ value }) => value);

  if (values.help) throw new HelpRequested(signature);
  for (const [name, option] of Object.entries(known))
    values[name] ??= option.multiple ? [] : option.type === "boolean" ? false : undefined;

  const needed = signature.positionals.filter((name) => !name.startsWith("["));
  const missing = needed[positionals.length];
  if (missing) throw usageError(`${missing} is missing`, signature);
  const extra = positionals[signature.positionals.length];
  const openEnded = signature.positionals.at(-1)?.includes("…") ?? false;
  if (extra !== undefined && !openEnded)
    throw usageError(`unexpected argument ${JSON.stringify(extra)}`, signature);
  for (const [name, option] of Object.entries(signature.options))
    if (option.required && ((values[name] as string | string[] | undefined) ?? []).length === 0)
      throw usageError(`no --${name} ${option.value} is given`, signature);
  return { values: values as Values<T & typeof COMMON>, positionals };
}
