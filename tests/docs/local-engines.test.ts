// docs/guide/local-aws.md tells what each engine has and lacks as the code has it. `UPDATE_DOCS=1` writes it anew.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { BEGIN, END, enginesSection, pagesOfAthena, pagesOfRedshift } from "./local-engines.ts";

const file = join(import.meta.dirname, "../../docs/guide/local-aws.md");

test("the guide's table of the engines is current: run this test with UPDATE_DOCS=1 where it is not", () => {
  const page = readFileSync(file, "utf8");
  const [before = "", rest = ""] = page.split(BEGIN);
  const [, after = ""] = rest.split(END);
  const current = `${before}${enginesSection()}${after}`;
  if (process.env.UPDATE_DOCS === "1") writeFileSync(file, current);
  else expect(page).toBe(current);
});

test("few pages of functions are refused: 5 % of Athena's at most, 10 % of Redshift's", () => {
  const [athena, redshift] = [pagesOfAthena().own, pagesOfRedshift().own];
  expect(athena.refused.length / athena.pages).toBeLessThan(0.05);
  expect(redshift.refused.length / redshift.pages).toBeLessThan(0.1);
});
