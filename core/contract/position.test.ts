// Each fault names the line and column where its author has to look, however the YAML is written.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ContractError } from "./error.ts";
import { parseContract } from "./parse.ts";

const FILE = "headrace.yaml";

function issuesOf(text: string) {
  try {
    parseContract(text, { file: FILE });
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as ContractError).issues;
  }
  return [];
}

/** The text from each fault's place to the end of its line. */
function pointedAt(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/);
  return Object.fromEntries(
    issuesOf(text).map(({ path, at }) => [path, at ? (lines[at.line - 1] ?? "").slice(at.column - 1) : ""]),
  );
}

const BLOCK = `# a comment
version: 1
name: acme
datasets:
  orders:
    sources: { format: csv }
    columns:
      - name: order_id
        type: strng
      - name: email
        type: string
        min_length: -1
      - type: int
    quality: { max_reject_ratio: 2 }
    partition_by: [nowhere]
exports:
  daily: { format: orc }
`;

describe("the place of a fault", () => {
  test("is the value where it is wrong, the key where it should not be there, the parent where something is missing", () => {
    expect(pointedAt(BLOCK)).toEqual({
      "datasets.orders.sources": "sources: { format: csv }",
      "datasets.orders.columns.email.min_length": "-1",
      "datasets.orders.columns.2.name": "type: int",
      "datasets.orders.quality.max_reject_ratio": "2 }",
      "exports.daily.format": "orc }",
    });
    const right = BLOCK.replace("sources", "source")
      .replace("        min_length: -1\n", "")
      .replace("- type: int", "- { name: total, type: int }")
      .replace("ratio: 2", "ratio: 1")
      .replace("orc", "csv");
    expect(pointedAt(right)).toEqual({
      "datasets.orders.columns.order_id.type": "strng",
      "datasets.orders.partition_by": "[nowhere]",
    });
  });

  test("is the same under Windows' line ends, and in JSON", () => {
    expect(pointedAt(BLOCK.replaceAll("\n", "\r\n"))).toEqual(pointedAt(BLOCK));
    const json = '{\n  "version": 1,\n  "name": "acme",\n  "datasets": {\n    "d": { "colums": [] }\n  }\n}';
    expect(pointedAt(json)).toMatchObject({ "datasets.d.colums": '"colums": [] }' });
  });

  test("is found behind aliases, merges, dots in keys, and the key `on` that Terraform reads as true", () => {
    const head = "version: 1\nname: acme\ndatasets:\n";
    const alias = `${head}  a: &a\n    columns: [{ name: x, type: wrong }]\n  b: *a\n`;
    expect(pointedAt(alias)["datasets.b.columns.x.type"]).toBe("wrong }]");
    const merge = `${head}  a: &a\n    columns: [{ name: x, type: int }]\n    on_duplicate: never\n  b:\n    <<: *a\n    key: [x]\n`;
    expect(pointedAt(merge)["datasets.b.on_duplicate"]).toBe("never");
    const dots = `${head}  d:\n    a.b: { c.d: 1 }\n    columns: [{ name: x, type: int }]\n`;
    expect(pointedAt(dots)["datasets.d.a.b"]).toBe("a.b: { c.d: 1 }");
    const on = `${head}  d:\n    columns: [{ name: x, type: int }]\n    enrich: [{ lookup: e, on: 5, add: [y] }]\n`;
    expect(pointedAt(on)["datasets.d.enrich.e.on"]).toBe("5, add: [y] }]");
  });

  test("is inside the text, whatever the text is", () => {
    const words = [
      "version: 1",
      "datasets:",
      "d:",
      "columns:",
      "- name: a",
      "type: x",
      "key: [b]",
      "? [c]",
      "&a",
      "*a",
      "<<: *a",
      "on: 1",
      "{",
      "}",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("", "  ", "    "), fc.constantFrom(...words)), { maxLength: 12 }),
        (parts) => {
          const text = parts.map(([indent, word]) => `${indent}${word}`).join("\n");
          const lines = text.split("\n");
          for (const { at } of issuesOf(text)) {
            if (at === undefined) continue;
            expect(lines[at.line - 1]).toBeDefined();
            expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] ?? "").length + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
