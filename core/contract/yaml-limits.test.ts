// Odd YAML by the command and by the real Terraform: what one reads, the other reads as the same, or the command refuses it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { canonicalJson } from "./canonical.ts";
import { ContractError, issueLine } from "./error.ts";
import { ODD_SCALARS, ODD_TEXTS } from "./testing/odd-yaml.ts";
import { readText } from "./yaml.ts";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const withTerraform = hasTerraform ? test : test.skip;
const REFUSED = "refused";

const DOCUMENTS = [
  ...ODD_SCALARS.flatMap((one) => [`a: ${one}\n`, `a: [${one}]\n`, `a: {k: ${one}}\n`, `${one}: 1\n`]),
  ...ODD_TEXTS,
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-yaml-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function byTerraform(): string[] {
  for (const [at, text] of DOCUMENTS.entries()) writeFileSync(join(folder, `${at}.yaml`), text);
  const each = `for file in fileset(path.module, "*.yaml"): file => try(jsonencode(yamldecode(file(file))), "${REFUSED}")`;
  writeFileSync(join(folder, "main.tf"), `output "read" {\n  value = { ${each} }\n}\n`);
  const run = (...args: string[]): string => {
    writeFileSync(join(folder, "empty.tfrc"), "");
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: join(folder, "empty.tfrc") };
    const { stdout, stderr, status } = spawnSync("terraform", args, { cwd: folder, env, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  run("apply", "-auto-approve");
  const read = JSON.parse(run("output", "-json", "read")) as Record<string, string>;
  return DOCUMENTS.map((_, at) => read[`${at}.yaml`] as string);
}

function byTheCommand(text: string): string {
  try {
    const { value, issues } = readText(text, "f");
    return issues.length > 0 ? REFUSED : canonicalJson(value);
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return REFUSED;
  }
}

withTerraform("what the command reads in a text, Terraform reads as well", () => {
  const read = byTerraform();
  const differing = DOCUMENTS.flatMap((text, at) => {
    const [own, other = ""] = [byTheCommand(text), read[at]];
    return own === REFUSED || (other !== REFUSED && own === canonicalJson(JSON.parse(other))) ? [] : [text];
  });
  expect(differing).toEqual([]);
  // Refused by the command alone: what nobody misses, such as a key twice in a mapping.
  expect(
    DOCUMENTS.filter((text, at) => byTheCommand(text) === REFUSED && read[at] !== REFUSED).length,
  ).toBeLessThan(DOCUMENTS.length / 8);
});

test.each([
  ["a: [x?]\n", "1:5: Terraform reads x? in brackets as something else. Put it in quotes."],
  ['a: "\\/"\n', "1:4: Terraform does not know the escape \\/. Write / alone."],
  ["a: !!int '1'\n", "1:10: Terraform does not know the tag !!int. Write the value itself."],
  ["a:\n- b\u2028\n", '2:4: the character U+2028 is here. Write "\\u2028", in double quotes.'],
  ["a:\n-\tb\n", "2:3: there is a tab behind the dash. Write a blank."],
  ["a: .inf\n", "1:4: .inf is no number for Terraform. Put it in quotes."],
  ["{a: 1}: 1\n", "1:1: a key is a list or a mapping. Write a text."],
  ["a: &x [*x]\n", "1:8: *x is a part of its own value. Write the value itself."],
  ["a:\n  <<: [{k: 1}]\n", "2:7: Terraform merges (<<) one mapping and no list of them. Write the keys out."],
  ["a: |\nb: 1\n", '1:4: Terraform reads an empty block of text as null. Write "".'],
  ["%YAML 1.2\n---\na: 1\n", "1:1: Terraform reads YAML 1.1. Remove the line."],
])("%j is refused in its place", (text, line) => {
  const lines = readText(text, "f").issues.map(
    (one) => `${one.at?.line}:${one.at?.column}: ${issueLine(one)}`,
  );
  expect(lines).toEqual([line]);
});
