// docs/decisions/real-aws.md says of every resource type that the modules make what was read of it; and of no other.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { moduleFiles } from "../../modules/publish.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/decisions/real-aws.md"), "utf8");
const types = Object.entries(moduleFiles())
  .filter(([path]) => path.endsWith("main.tf.json"))
  .flatMap(([, text]) => Object.keys(JSON.parse(text).resource ?? {}));

/** Type → what was read, of the table's rows. */
const rows = new Map(
  [...page.matchAll(/^\| `(aws_\w+|terraform_data)` \| ([^|]*) \|/gm)].map(([, type, read]) => [type, read]),
);

test("every resource type that the modules make has a row, and no row is of another", () => {
  expect([...rows.keys()].sort()).toEqual([...new Set(types)].sort());
});

test("every row names what was read", () => {
  expect([...rows].filter(([, read]) => (read ?? "").trim() === "").map(([type]) => type)).toEqual([]);
});
