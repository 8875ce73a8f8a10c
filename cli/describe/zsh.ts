// Completion for zsh, by its own _arguments.
import type { Option, Signature } from "../args/options.ts";
import { type DescribedCommand, optionsOf, wordKind } from "./commands.ts";

export function zshCompletion(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name, summary }) => described(name, summary));
  return `#compdef headrace
# zsh completion of headrace, written by \`headrace completion zsh\`.
_headrace() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C '1:command:->command' '*::word:->words'
  case $state in
    command)
      local -a commands=(
${names.map((line) => `        ${line}`).join("\n")}
      )
      _describe -t commands command commands
      ;;
    words)
      case $words[1] in
${commands.map(caseOf).join("\n")}
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = _headrace ]; then _headrace "$@"; else compdef _headrace headrace; fi
`;
}

function caseOf({ name, signatures }: DescribedCommand): string {
  const [first] = signatures;
  if (signatures.length === 1 && first?.command === name)
    return `        ${name}) ${argumentsOf(first, "          ")} ;;`;
  const sub = (signature: Signature): string => signature.command.slice(name.length + 1);
  return `        ${name})
          if (( CURRENT == 2 )); then
            local -a subcommands=(
${signatures.map((one) => `              ${described(sub(one), one.summary)}`).join("\n")}
            )
            _describe -t commands subcommand subcommands
          else
            shift words
            (( CURRENT-- ))
            case $words[1] in
${signatures.map((one) => `              ${sub(one)}) ${argumentsOf(one, "                ")} ;;`).join("\n")}
            esac
          fi
          ;;`;
}

function argumentsOf(signature: Signature, indent: string): string {
  const specs = [
    ...optionsOf(signature).map(([name, option]) => optionSpec(name, option)),
    ...signature.positionals.map((positional, at) => {
      const place = positional.includes("…") ? "*" : `${at + 1}`;
      return quoted(`${place}:${message(positional)}:${action(positional)}`);
    }),
  ];
  return ["_arguments", ...specs].join(` \\\n${indent}`);
}

function optionSpec(name: string, { value, description, multiple, short }: Option): string {
  const told = `[${description.replaceAll(/[\\\]:]/g, "\\$&")}]`;
  if (value !== undefined)
    return quoted(`${multiple ? "*" : ""}--${name}=${told}:${message(value)}:${action(value)}`);
  return short
    ? `${quoted(`(-${short} --${name})`)}{-${short},--${name}}${quoted(told)}`
    : quoted(`--${name}${told}`);
}

function action(name: string): string {
  const word = wordKind(name);
  if (word.kind === "choices") return `(${word.choices.join(" ")})`;
  if (word.kind === "folder") return "_files -/";
  // DATASET=FILE: what follows the = is a file.
  if (word.kind === "file" || name.endsWith("=FILE"))
    return name.includes("=") ? "{ compset -P 1 '*=' && _files }" : "_files";
  return "";
}

const message = (text: string): string => text.replaceAll(/[[\]:\\]/g, "");
const described = (name: string, text: string): string => quoted(`${name}:${text.replaceAll(":", "\\:")}`);
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
