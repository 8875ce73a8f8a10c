// Command line → typed values. Whatever the command does not know ends in a usage error that names the nearest.
import { parseArgs } from "node:util";
import { COMMON, type Options, type Signature, type Values } from "./options.ts";
import { nearest } from "./suggest.ts";
import { HelpRequested, usageError } from "./usage.ts";

export interface Parsed<T extends Options> {
  values: Values<T & typeof COMMON>;
  positionals: string[];
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
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
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
    if (option.multiple) values[token.name] = [...((values[token.name] as string[]) ?? []), value];
    else if (token.name in values) throw usageError(`--${token.name} is given twice`, signature);
    else values[token.name] = value;
  }

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
    if (option.required && (values[name] as string[]).length === 0)
      throw usageError(`no --${name} ${option.value} is given`, signature);
  return { values: values as Values<T & typeof COMMON>, positionals };
}
