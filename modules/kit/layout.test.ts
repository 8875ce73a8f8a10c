// Long expressions over several lines: what they say stays, and a change of one word is a change of one line.
import { expect, test } from "@jest/globals";
import { contractLocals } from "../../core/contract/terraform.ts";
import { localsFile } from "./described.ts";
import { layout } from "./layout.ts";

const withoutBlanks = (text: string): string => text.replaceAll(/\s+/g, "");
const LONG = "x".repeat(90);

test("what fits on a line stays on one", () => {
  expect(layout('{ a = [1, 2], b = "c" }', 1)).toBe('{ a = [1, 2], b = "c" }');
});

test("what does not is broken at its longest brackets, loops after their heads, and equal signs line up", () => {
  expect(
    layout(`flatten([for k, v in local.all : [for x in v : "${LONG} \${x}" if x != "if , :"]])`, 1),
  ).toBe(
    `flatten([
    for k, v in local.all : [
      for x in v :
      "${LONG} \${x}"
      if x != "if , :"
    ]
  ])`,
  );
  expect(layout(`{ short = "${LONG}", longer = "${LONG}" }`, 0)).toBe(
    `{\n  short  = "${LONG}",\n  longer = "${LONG}"\n}`,
  );
});

const locals = contractLocals("datasets");

test("the contract's rules say the same as without lines, each under a comment", () => {
  for (const { name, about, expression } of locals) {
    expect(about).toMatch(/^[A-Z].*[.]$/);
    const printed = localsFile([{ name, about, expression }]);
    expect(printed).toContain(`  # ${about}\n  ${name} = `);
    const body = printed.slice(printed.indexOf(" = ") + 3, -2);
    expect(withoutBlanks(body)).toBe(withoutBlanks(expression));
  }
});

test("another word in a rule is one other line of the published file", () => {
  const reworded = locals.map((one) => ({
    ...one,
    expression: one.expression.replace("Expire after archiving", "Archive before they expire"),
  }));
  const before = localsFile(locals).split("\n");
  const after = localsFile(reworded).split("\n");
  expect(after).toHaveLength(before.length);
  expect(after.filter((line, at) => line !== before[at])).toEqual([
    expect.stringContaining("Archive before they expire"),
  ]);
});
