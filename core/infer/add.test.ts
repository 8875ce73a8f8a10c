// A dataset into a contract that exists: it is there, and nothing that its author wrote is touched.
import { expect, test } from "@jest/globals";
import * as yaml from "yaml";
import { parseContract } from "../contract/parse.ts";
import { addDatasets, renderContractYaml } from "./index.ts";
import type { Inferred } from "./inferred.ts";

const inferred = (name: string): Inferred => ({
  name,
  dataset: {
    source: { format: "csv", delimiter: ";" },
    columns: [
      { name: "id", type: "bigint" },
      { name: "amount", type: "decimal(12,2)", from: "The Amount" },
    ],
  },
  statistics: { rows: 3, malformed: 0, whole: true, columns: [], notes: [] },
});
const NEW = [inferred("new_one"), inferred("two")];

/** Lines of `after` that are not in `before`, which must all be there, in their order. */
function addedLines(before: string, after: string): string[] {
  const old = before.split("\n");
  const added = after.split("\n").filter((line) => {
    if (line !== old[0]) return true;
    old.shift();
    return false;
  });
  expect(old.filter((line) => line !== "")).toEqual([]);
  return added;
}

const HEAD = "# Ours.\nversion: 1   # the first\nname: acme\n\n";
const COLUMN = "columns: [{ name: a, type: int }]";

test.each<[string, string]>([
  ["plain", `${HEAD}datasets:\n  orders:\n    ${COLUMN}  # inline\n`],
  ["with more after it", `${HEAD}datasets:\n  orders:\n    ${COLUMN}\n\n# Exports.\nexports:\n  daily: {}\n`],
  [
    "indented by four",
    `${HEAD}datasets:\n    orders:\n        ${COLUMN}\n    # a remark of the dataset's level\nexports: {}\n`,
  ],
  [
    "with blank lines between",
    `${HEAD}datasets:\n  a:\n    ${COLUMN}\n\n  # The second.\n  b:\n    ${COLUMN}\n    # Its own.\n\nexports: {}\n`,
  ],
  ["without a last newline", `${HEAD}datasets:\n  orders:\n    ${COLUMN}`],
  [
    "with a block text last",
    `${HEAD}datasets:\n  orders:\n    ${COLUMN}\n    description: |\n      One.\n      Two.\nexports: {}\n`,
  ],
  [
    "with the datasets in braces inside",
    `${HEAD}datasets:\n  orders: { ${COLUMN} }\n  b: {\n    ${COLUMN} }\n`,
  ],
  ["with anchors and merges", `${HEAD}datasets:\n  a: &a\n    ${COLUMN}\n  b:\n    <<: *a\n    key: [a]\n`],
  ["ours", renderContractYaml("acme", [inferred("first")], "./x.json")],
])("%s: lines are added, none is changed", (_, text) => {
  const after = addDatasets(text, NEW);
  const added = addedLines(text, after);
  expect(added.filter((line) => line.trim() !== "")).toHaveLength(12);
  const { datasets } = parseContract(after, { file: "y" });
  expect(Object.keys(datasets)).toEqual([
    ...Object.keys(parseContract(text, { file: "y" }).datasets),
    "new_one",
    "two",
  ]);
  expect(datasets.new_one?.columns[1]).toMatchObject({ type: "decimal(12,2)", from: "The Amount" });
});

test("where datasets are apart by blank lines, so is the new one; and Windows' line ends stay", () => {
  const text = `${HEAD}datasets:\n  a:\n    ${COLUMN}\n\n  b:\n    ${COLUMN}\n`;
  expect(addDatasets(text, NEW).match(/\n\n {2}\w/g)).toHaveLength(3);
  const windows = addDatasets(text.replaceAll("\n", "\r\n"), NEW);
  expect(windows).toBe(addDatasets(text, NEW).replaceAll("\n", "\r\n"));
});

test("between braces and in JSON it is added too, and comments stay", () => {
  const braces = `${HEAD}datasets: { orders: { ${COLUMN} } }  # all of them\n`;
  const after = addDatasets(braces, NEW);
  for (const comment of ["# Ours.", "# the first", "# all of them"]) expect(after).toContain(comment);
  expect(Object.keys(parseContract(after, { file: "y" }).datasets)).toEqual(["orders", "new_one", "two"]);
  const json = `${JSON.stringify(yaml.parse(braces), null, 2)}\n`;
  expect(Object.keys(JSON.parse(addDatasets(json, NEW)).datasets)).toEqual(["orders", "new_one", "two"]);
});
