// docs/guide/local-aws.md tells what each engine has and lacks as the code has it. `UPDATE_DOCS=1` writes it anew.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { BEGIN, END, enginesSection } from "./local-engines.ts";

const file = join(import.meta.dirname, "../../docs/guide/local-aws.md");

test("the guide's table of the engines is current: run this test with UPDATE_DOCS=1 where it is not", () => {
  const page = readFileSync(file, "utf8");
  const [before = "", rest = ""] = page.split(BEGIN);
  const [, after = ""] = rest.split(END);
  const current = `${before}${enginesSection()}${after}`;
  if (process.env.UPDATE_DOCS === "1") writeFileSync(file, current);
  else expect(page).toBe(current);
});
