// docs/guide/contract.md names every key of the contract's schema, its choices and its default, and no other key.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import * as z from "zod";
import { contractSchema } from "../../core/contract/schema.ts";

interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | false;
  items?: Shape;
  enum?: string[];
  default?: unknown;
}

const page = readFileSync(join(import.meta.dirname, "../../docs/guide/contract.md"), "utf8");

/** Key → row of the first table under a heading. */
function rowsUnder(heading: string): Map<string, string> {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => /^\| `\w+` \|/.test(line));
  return new Map(rows.map((row) => [row.split("`")[1] ?? "", row]));
}

const contract = z.toJSONSchema(contractSchema, { io: "input" }) as Shape;
const dataset = contract.properties?.datasets?.additionalProperties as Shape;
const job = contract.properties?.jobs?.additionalProperties as Shape;
const inside = (name: string): Shape => dataset.properties?.[name] as Shape;

test.each<[string, Shape]>([
  ["At the top", contract],
  ["dataset", dataset],
  ["source", inside("source")],
  ["column", inside("columns").items as Shape],
  ["ff1", inside("columns").items?.properties?.ff1 as Shape],
  ["checks", inside("checks").items as Shape],
  ["enrich", inside("enrich").items as Shape],
  ["quality", inside("quality")],
  ["retention", inside("retention")],
  ["warehouse", inside("warehouse")],
  ["deliver", contract.properties?.deliver?.additionalProperties as Shape],
  ["jobs", job],
  ["start", job.properties?.start as Shape],
  ["exports", contract.properties?.exports?.additionalProperties as Shape],
  ["api", contract.properties?.api as Shape],
  ["group", contract.properties?.api?.properties?.groups?.additionalProperties as Shape],
  ["query", contract.properties?.api?.properties?.queries?.additionalProperties as Shape],
])("%s", (heading, shape) => {
  const rows = rowsUnder(heading);
  expect([...rows.keys()].sort()).toEqual(Object.keys(shape.properties ?? {}).sort());
  for (const [key, property] of Object.entries(shape.properties ?? {})) {
    const row = rows.get(key) ?? "";
    for (const choice of property.enum ?? []) expect(row).toContain(`\`${choice}\``);
    const plain = property.default !== undefined && property.type !== "object";
    if (plain) {
      const { default: value } = property;
      expect(row).toContain(`\`${typeof value === "string" ? value : JSON.stringify(value)}\` |`);
    }
  }
});
