import { describe, expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/parse.ts";
import { segmentContract, segmentOf } from "./segment.ts";

describe("the parts of split stages", () => {
  test("without STAGES a function runs all of them", () => {
    expect(segmentOf(undefined)).toMatchObject({ first: true, last: true, name: "transform" });
  });

  test("a segment knows its place", () => {
    expect(segmentOf("validate, cleanse")).toMatchObject({ first: true, last: false, name: "cleanse" });
    expect(segmentOf("tokenize")).toMatchObject({ first: false, last: false, name: "tokenize" });
    expect(segmentOf("enrich,transform")).toMatchObject({ first: false, last: true, name: "transform" });
  });

  test.each([
    "validate",
    "cleanse,tokenize",
    "validate,tokenize",
    "transform,enrich",
    "enrich,enrich",
    "load",
    "validate,cleanse,",
  ])("%s is refused", (stages) => {
    expect(() => segmentOf(stages)).toThrow(expect.objectContaining({ code: "stages_invalid" }));
  });

  const contract = validateContract(
    {
      version: 1,
      name: "acme",
      datasets: {
        customers: {
          columns: [
            { name: "customer_id", type: "bigint" },
            { name: "email", type: "string", tokenize: "hmac" },
          ],
        },
        orders: {
          source: { format: "tsv" },
          columns: [
            { name: "order_id", from: "Order", type: "bigint", required: true, tokenize: "hmac" },
            { name: "customer_id", type: "bigint", clean: ["trim"], default: 7 },
            { name: "day", type: "date", format: "%d/%m/%Y" },
          ],
          key: ["order_id"],
          checks: [{ name: "known", expression: "customer_id > 0" }],
          enrich: [{ lookup: "customers", on: "customer_id", add: ["email"] }],
          partition_by: ["month(day)"],
          quality: { max_reject_ratio: 0.1 },
        },
      },
    },
    { file: "test" },
  );
  const orders = (stages?: string) => segmentContract(contract, segmentOf(stages)).datasets.orders;

  test("all stages work by the contract as it is", () => {
    expect(segmentContract(contract, segmentOf(undefined))).toEqual(contract);
  });

  test("the first segment reads and judges; tokens, lookups and partitions are left to the others", () => {
    const first = orders("validate,cleanse");
    expect(first).toMatchObject({
      source: { format: "tsv" },
      key: ["order_id"],
      enrich: [],
      partition_by: [],
      quality: { max_reject_ratio: 0.1 },
    });
    expect(first?.columns.map(({ tokenize }) => tokenize)).toEqual([undefined, undefined, undefined]);
    expect(first?.columns[1]).toMatchObject({ clean: ["trim"], default: 7 });
  });

  test("a later segment takes typed columns, and judges nothing again", () => {
    const last = orders("tokenize,enrich,transform");
    expect(last).toMatchObject({
      source: { format: "parquet", null_values: [] },
      checks: [],
      enrich: contract.datasets.orders?.enrich,
      partition_by: ["month(day)"],
    });
    expect(last?.key).toBeUndefined();
    expect(
      last?.columns.map(({ name, from, type, tokenize, required, clean, format }) => [
        name,
        from,
        type,
        tokenize,
        required,
        clean,
        format,
      ]),
    ).toEqual([
      ["order_id", undefined, "bigint", "hmac", false, [], undefined],
      ["customer_id", undefined, "bigint", undefined, false, [], undefined],
      ["day", undefined, "date", undefined, false, [], undefined],
    ]);
  });

  test("after tokenizing a token is text, and after enriching there are the lookups' columns", () => {
    const columns = (stages: string) => orders(stages)?.columns.map(({ name, type }) => `${name} ${type}`);
    expect(columns("enrich,transform")).toEqual(["order_id string", "customer_id bigint", "day date"]);
    expect(columns("transform")).toEqual([
      "order_id string",
      "customer_id bigint",
      "day date",
      "email string",
    ]);
    expect(orders("transform")?.enrich).toEqual([]);
  });
});
