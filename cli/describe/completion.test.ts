// The completion scripts in the shells themselves: bash always, zsh and fish where they are installed.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { COMMANDS } from "../commands/index.ts";
import { bashCompletion } from "./bash.ts";
import { describeAll } from "./commands.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "headrace-completion-"));
  const commands = await describeAll(COMMANDS);
  writeFileSync(join(home, "headrace.bash"), bashCompletion(commands));
  writeFileSync(join(home, "headrace.fish"), fishCompletion(commands));
  mkdirSync(join(home, "functions"));
  writeFileSync(join(home, "functions", "_headrace"), zshCompletion(commands));
  mkdirSync(join(home, "work", "shop"), { recursive: true });
  mkdirSync(join(home, "work", "two words"));
  writeFileSync(join(home, "work", "orders.csv"), "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function shell(name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, {
    cwd: join(home, "work"),
    env: { PATH: process.env.PATH, HOME: home, TERM: "dumb", LC_ALL: "C.UTF-8" },
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

const installed = (name: string): boolean => spawnSync(name, ["--version"]).status === 0;

/** As readline cuts a line into words: at blanks, and around each =. */
const inBash = (line: string): string[] => {
  const words = line.replaceAll("=", " = ").trim().split(/\s+/);
  if (/\s$/.test(line)) words.push("");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const program = `source ../headrace.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _headrace; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return shell("bash", ["--norc", "-c", program]).trim().split("\n").sort();
};

const inFish = (line: string): string[] =>
  shell("fish", ["--no-config", "-c", `source ../headrace.fish; complete -C '${line}'`])
    .trim()
    .split("\n")
    .map((text) => (text.split("\t")[0] ?? "").replace(/\/$/, ""))
    .sort();

const SHELLS: [string, (line: string) => string[]][] = [["bash", inBash]];
if (installed("fish")) SHELLS.push(["fish", inFish]);

describe.each(SHELLS)("%s completes", (_, complete) => {
  test.each<[string, string[]]>([
    ["headrace ch", ["check"]],
    ["headrace local ", ["advance", "down", "env", "report", "up"]],
    ["headrace models c", ["compile"]],
    ["headrace check --im", ["--import"]],
    ["headrace local up --", ["--athena", "--help", "--json", "--port", "--state"]],
    ["headrace query --engine ", ["athena", "redshift"]],
    ["headrace dlq shop ", ["list", "redrive"]],
    ["headrace --json", []],
    ["headrace check sh", ["shop"]],
    ["headrace check ", ["shop", "two words"]],
    ["headrace export get sh", ["shop"]],
  ])("%s", (line, expected) => {
    const found = complete(line).filter((word) => word !== "");
    if (line === "headrace --json") expect(found).not.toContain("check");
    else expect(found.map((word) => word.replaceAll("\\", ""))).toEqual(expected);
  });

  test("every command and every option of it", async () => {
    const commands = await describeAll(COMMANDS);
    expect(complete("headrace ")).toEqual(commands.map(({ name }) => name).sort());
    for (const name of ["query", "report"]) {
      const [signature] = commands.find((command) => command.name === name)?.signatures ?? [];
      const options = [...Object.keys(signature?.options ?? {}), "json", "help"];
      expect(complete(`headrace ${name} --`)).toEqual(options.map((option) => `--${option}`).sort());
    }
  });
});

test("bash completes a file after DATASET=, and knows that an option's value is no positional", () => {
  expect(inBash("headrace check shop --import orders=")).toEqual(["orders.csv", "shop", "two words"]);
  expect(inBash("headrace check shop --import orders=ord")).toEqual(["orders.csv"]);
  expect(inBash("headrace check --import orders=orders.csv sh")).toEqual(["shop"]);
  expect(inBash("headrace check --out sh")).toEqual(["shop"]);
  expect(inBash("headrace check --out=sh")).toEqual(["shop"]);
});

/** Each line with a tab after it, in a terminal: what then stands there. */
function inZsh(lines: readonly string[]): string[] {
  const setUp = [
    "PS1=",
    "fpath=(../functions $fpath)",
    "autoload -U compinit && compinit -u -D",
    `record() { print -r -- $BUFFER >> ../recorded; BUFFER=; print re""corded }`,
    "zle -N record",
    "bindkey '^P' record",
    `print re""ady`,
  ].join("; ");
  const program = `
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell ${quoted(setUp)}
zpty -r shell seen '*ready*'
${lines.map((line) => `zpty -n -w shell ${quoted(line)}$'\\t\\x10'; zpty -r shell seen '*recorded*'`).join("\n")}
zpty -w shell exit
while zpty -r shell seen; do :; done
`;
  const { error, stderr } = spawnSync("zsh", ["-f", "-c", program], {
    cwd: join(home, "work"),
    env: { PATH: process.env.PATH, HOME: home, TERM: "dumb", LC_ALL: "C.UTF-8" },
    encoding: "utf8",
    timeout: 60_000,
  });
  expect([error, stderr]).toEqual([undefined, ""]);
  return readFileSync(join(home, "recorded"), "utf8").split("\n").slice(0, -1);
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

(installed("zsh") ? test : test.skip)("zsh completes in a terminal of its own", () => {
  expect(
    inZsh([
      "headrace chec",
      "headrace local u",
      "headrace query --eng",
      "headrace query --engine=ath",
      "headrace check sho",
      "headrace check shop --import orders=ord",
      "headrace dlq shop redr",
      "headrace nothing",
    ]),
  ).toEqual([
    "headrace check ",
    "headrace local up ",
    "headrace query --engine=",
    "headrace query --engine=athena ",
    "headrace check shop/",
    "headrace check shop --import orders=orders.csv ",
    "headrace dlq shop redrive ",
    "headrace nothing",
  ]);
});
