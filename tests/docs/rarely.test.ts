// The guide of the local AWS says of each reason for an unused permission what it means.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { RARELY } from "../../core/environment/rarely.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guide/local-aws.md"), "utf8");

test("each reason has a row in the guide, and no row is of another", () => {
  const rows = [...guide.matchAll(/^\| `([A-Z][A-Za-z]+)` \|/gm)].map(([, reason]) => reason);
  expect(rows.sort()).toEqual(Object.keys(RARELY).sort());
});
