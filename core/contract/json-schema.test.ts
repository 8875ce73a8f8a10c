// The JSON Schema that editors read, held by a validator that is not ours: it passes what the contract passes, and it
// refuses what is of a wrong shape.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import fc from "fast-check";
import * as yaml from "yaml";
import { ContractError } from "./error.ts";
import { contractJsonSchema, contractJsonSchemaText } from "./json-schema.ts";
import { parseContract, validateContract } from "./parse.ts";
import { contractSchema } from "./schema.ts";
import { checkShape } from "./shape/check.ts";
import { shapeOf } from "./shape/node.ts";

const ROOT = join(import.meta.dirname, "../..");
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, allErrors: true });
const passes = ajv.compile(contractJsonSchema());
const shape = shapeOf(contractSchema);

/** Every contract that the project shows: of examples and of guides. */
const EXAMPLES = readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("headrace.yaml") && !path.includes("node_modules"))
  .map((path) => [path, readFileSync(join(ROOT, "examples", path), "utf8")] as const);

test("headrace.schema.json is the contract's; `npm run docs:commands` writes it", () => {
  expect(readFileSync(join(ROOT, "headrace.schema.json"), "utf8")).toBe(contractJsonSchemaText());
});

test("it says something of every key", () => {
  const bare: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, property] of Object.entries((node as { properties?: object }).properties ?? {}))
      if (!(property as { description?: string }).description) bare.push(`${path}.${name}`);
    for (const [key, value] of Object.entries(node)) walk(value, `${path}.${key}`);
  };
  walk(contractJsonSchema(), "");
  expect(bare).toEqual([]);
});

describe("a right contract passes", () => {
  test("there are examples", () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(3));
  test.each(EXAMPLES)("%s", (file, text) => {
    parseContract(text, { file });
    expect([passes(yaml.parse(text)), passes.errors]).toEqual([true, null]);
  });
});

const COMPLETE = yaml.parse(EXAMPLES.find(([path]) => path.startsWith("complete"))?.[1] ?? "");
const RIGHT = () => structuredClone(COMPLETE);

describe("a wrong one is refused", () => {
  const at = (path: string, value: unknown): unknown => {
    const contract = RIGHT();
    const steps = path.split(".");
    const last = steps.pop() as string;
    const holder = steps.reduce((node, step) => node[step], contract);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
    return contract;
  };
  const [dataset = ""] = Object.keys(RIGHT().datasets);
  test.each([
    ["version", 2],
    ["version", undefined],
    ["name", "Two Words"],
    ["datasetz", {}],
    [`datasets.${dataset}.columns`, []],
    [`datasets.${dataset}.columns.0.type`, "varchar"],
    [`datasets.${dataset}.columns.0.type`, "decimal(39,2)"],
    [`datasets.${dataset}.columns.0.typ`, "int"],
    [`datasets.${dataset}.columns.0.required`, "yes"],
    [`datasets.${dataset}.columns.0.clean`, ["shout"]],
    [`datasets.${dataset}.columns.0.tokenize`, "sha1"],
    [`datasets.${dataset}.quality`, { max_reject_ratio: 2 }],
    [`datasets.${dataset}.quality`, { expect_every: "2 fortnights" }],
    [`datasets.${dataset}.source`, { delimiter: ";;" }],
    [`datasets.Capital`, { columns: [{ name: "a", type: "int" }] }],
  ])("%s: %j", (path, value) => {
    const contract = at(path, value);
    expect(passes(contract)).toBe(false);
    expect(() => validateContract(contract, { file: "y" })).toThrow(ContractError);
  });
});

/** Any value of a contract in the place of any other. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    "orders",
    "int",
    "day(a)",
    "hmac",
    "1 day",
    0,
    1,
    -1,
    1.5,
    101,
    true,
    false,
    [],
    {},
    null,
  ),
  fc.constantFrom<unknown>(["trim"], ["a"], [1], { name: "a", type: "int" }, { format: "csv" }, { a: {} }),
);

test("of any change to a contract, it judges the shape as the contract does", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.constantFrom("set", "drop", "add"),
      odd,
      (way, what, value) => {
        const contract = RIGHT();
        let node = contract;
        let holder = contract;
        let key = "version";
        for (const step of way) {
          if (typeof node !== "object" || node === null) break;
          const keys = Object.keys(node);
          if (keys.length === 0) break;
          [holder, key] = [node, keys[step % keys.length] as string];
          node = node[key];
        }
        if (what === "add" && !Array.isArray(holder)) holder.added = value;
        else if (what === "drop" && !Array.isArray(holder)) delete holder[key];
        else holder[key] = value;
        const shaped = checkShape(shape, contract, "").length === 0;
        if (!shaped) expect(passes(contract)).toBe(false);
        // A type is what the shape leaves to a rule, and the schema does not.
        if (!passes(contract)) expect(() => validateContract(contract, { file: "y" })).toThrow(ContractError);
      },
    ),
    { numRuns: 200 },
  );
});
