// Completion for fish.
import type { Option } from "../args/options.ts";
import { type DescribedCommand, optionsOf, wordKind } from "./commands.ts";

export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const signatures = commands.flatMap((command) => command.signatures);
  const taking = signatures.flatMap((one) =>
    optionsOf(one).flatMap(([name, { value }]) => (value === undefined ? [] : [`--${name}`])),
  );
  const lines = commands.flatMap(({ name, summary, signatures: all }) => [
    offer("", name, summary),
    ...all.flatMap((signature) => {
      const { command, positionals } = signature;
      const sub = command === name ? [] : [offer(name, command.slice(name.length + 1), signature.summary)];
      return [
        ...sub,
        ...optionsOf(signature).map(([option, definition]) => optionLine(command, option, definition)),
        ...positionals.flatMap((positional, at) => wordLine(command, positional, at)),
      ];
    }),
  ]);
  return `# fish completion of headrace, written by \`headrace completion fish\`.
# The words so far that are neither options nor their values.
function __headrace_words
  set -l skip 0
  for word in (commandline -opc)[2..]
    if test $skip = 1
      set skip 0
    else if contains -- $word ${[...new Set(taking)].join(" ")}
      set skip 1
    else if not string match -q -- '-*' $word
      echo $word
    end
  end
end
# Whether they begin with those given.
function __headrace_in
  set -l words (__headrace_words)
  test "$words[1..$(count $argv)]" = "$argv"
end
# Whether they are those given, and so many more.
function __headrace_at
  set -l words (__headrace_words)
  set -l path $argv[2..]
  test (count $words) = (math (count $path) + $argv[1]); or return 1
  test (count $path) = 0; or test "$words[1..$(count $path)]" = "$path"
end
complete -c headrace -f
${lines.join("\n")}
`;
}

const offer = (path: string, word: string, summary: string): string =>
  `complete -c headrace -n '__headrace_at 0${path && ` ${path}`}' -a ${word} -d ${quoted(summary)}`;

function optionLine(command: string, name: string, { value, short, description }: Option): string {
  const start = `complete -c headrace -n '__headrace_in ${command}' -l ${name}${short ? ` -s ${short}` : ""}`;
  const told = `-d ${quoted(description)}`;
  if (value === undefined) return `${start} ${told}`;
  const word = wordKind(value);
  if (word.kind === "choices") return `${start} -x -a ${quoted(word.choices.join(" "))} ${told}`;
  if (word.kind === "folder") return `${start} -x -a '(__fish_complete_directories)' ${told}`;
  return word.kind === "file" || value.endsWith("=FILE") ? `${start} -r -F ${told}` : `${start} -x ${told}`;
}

function wordLine(command: string, positional: string, at: number): string[] {
  const condition = positional.includes("…") ? `__headrace_in ${command}` : `__headrace_at ${at} ${command}`;
  const start = `complete -c headrace -n '${condition}'`;
  const word = wordKind(positional);
  if (word.kind === "choices") return [`${start} -a ${quoted(word.choices.join(" "))}`];
  if (word.kind === "folder") return [`${start} -a '(__fish_complete_directories)'`];
  return word.kind === "file" ? [`${start} -F`] : [];
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
