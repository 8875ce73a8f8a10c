// Completion for bash, from version 3.2 on, which is macOS's.
import { type DescribedCommand, optionsOf, type WordKind, wordKind } from "./commands.ts";

export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const subcommands = new Map([["", commands.map(({ name }) => name)]]);
  const [options, values, words]: [Cases, Cases, Cases] = [[], [], []];
  for (const { name, signatures } of commands)
    for (const signature of signatures) {
      const { command, positionals } = signature;
      if (command !== name)
        subcommands.set(name, [...(subcommands.get(name) ?? []), command.slice(name.length + 1)]);
      const all = optionsOf(signature);
      options.push([[command], all.map(([option]) => `--${option}`).join(" ")]);
      for (const [option, { value, short }] of all)
        if (value !== undefined) {
          const names = [`--${option}`, ...(short ? [`-${short}`] : [])];
          values.push([names.map((one) => `${command} ${one}`), kindWords(wordKind(value))]);
        }
      positionals.forEach((positional, at) => {
        const last = positional.includes("…") ? "*" : "";
        words.push([[`${command} ${last || at}`], kindWords(wordKind(positional))]);
      });
    }
  return `# bash completion of headrace, written by \`headrace completion bash\`.
${table(
  "_headrace_subcommands",
  [...subcommands].map(([path, names]) => [[path], names.join(" ")]),
)}
${table("_headrace_options", options)}
${table("_headrace_value", values)}
${table("_headrace_word", words)}
${BODY}`;
}

/** Patterns of a case, and the words that it prints. */
type Cases = (readonly [readonly string[], string])[];

function kindWords(word: WordKind): string {
  return word.kind === "choices" ? word.choices.join(" ") : `:${word.kind}`;
}

/** A star stands for any number; all else is literal. */
const pattern = (text: string): string => (text.endsWith("*") ? `"${text.slice(0, -1)}"*` : `"${text}"`);

function table(name: string, cases: Cases): string {
  const lines = cases.map(
    ([patterns, words]) => `    ${patterns.map(pattern).join(" | ")}) echo "${words}" ;;`,
  );
  return `${name}() {\n  case "$1" in\n${lines.join("\n")}\n  esac\n}`;
}

const BODY = `_headrace() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" count=0 awaits="" cut="" word kind i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    # Words come cut at =, as --import orders = a.csv and --out = here.
    if [ "$word" = "=" ]; then
      if [ -z "$awaits" ]; then cut=1; fi
      continue
    fi
    if [ -n "$cut" ]; then cut="" && continue; fi
    if [ -n "$awaits" ]; then awaits="" && continue; fi
    case "$word" in
      -*) if [ -n "$(_headrace_value "$path $word")" ]; then awaits="$word"; fi ;;
      *)
        case " $(_headrace_subcommands "$path") " in
          *" $word "*) path="\${path:+$path }$word" ;;
          *) count=$((count + 1)) ;;
        esac
        ;;
    esac
  done
  if [ "$cur" = "=" ]; then
    if [ -z "$awaits" ]; then cut=1; fi
    cur=""
  fi
  if [ -n "$awaits" ]; then kind="$(_headrace_value "$path $awaits")"
  elif [ -n "$cut" ]; then kind=":file"
  else
    case "$cur" in
      -*) kind="$(_headrace_options "$path")" ;;
      *)
        kind="$(_headrace_subcommands "$path")"
        if [ -z "$kind" ]; then kind="$(_headrace_word "$path $count")"; fi
        ;;
    esac
  fi
  COMPREPLY=()
  local IFS=$' \\t\\n'
  case "$kind" in
    "" | :other) ;;
    :file | :folder)
      local flag=-f
      if [ "$kind" = :folder ]; then flag=-d; fi
      compopt -o filenames 2>/dev/null
      IFS=$'\\n'
      COMPREPLY=($(compgen "$flag" -- "$cur"))
      ;;
    *) COMPREPLY=($(compgen -W "$kind" -- "$cur")) ;;
  esac
}
complete -F _headrace headrace
`;
