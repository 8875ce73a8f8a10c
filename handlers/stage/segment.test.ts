import { describe, expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/parse.ts";
import { planOf } from "../../core/plan/plan.ts";
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

  test("what ff1 cannot take is judged by the first segment, and not again; the next has all that its tokens need", () => {
    const ff1 = { alphabet: "base36", keep: "-", tweak: "x" };
    const columns = [
      { name: "a", type: "string", tokenize: "ff1", ff1, key_version: 2 },
      { name: "b", type: "string", tokenize: "ff1" },
      { name: "c", type: "string", tokenize: "hmac", key_version: 3 },
    ];
    const cards = validateContract(
      { version: 1, name: "acme", datasets: { cards: { columns } } },
      { file: "test" },
    );
    const of = (stages: string) => segmentContract(cards, segmentOf(stages));
    const said = (stages: string) =>
      of(stages).datasets.cards?.columns.map(({ tokenize, ff1: own, key_version }) => [
        tokenize,
        own,
        key_version,
      ]);
    const faults = (stages: string) => planOf(of(stages), "cards").faults.map(({ reason }) => reason);
    expect(said("validate,cleanse")).toEqual([
      [undefined, ff1, undefined],
      [undefined, { alphabet: "digits", keep: "", tweak: "" }, undefined],
      [undefined, undefined, undefined],
    ]);
    expect(faults("validate,cleanse")).toEqual(["a:tokenize", "b:tokenize"]);
    expect(planOf(of("validate,cleanse"), "cards").batchTokens).toEqual([]);
    expect(said("tokenize")).toEqual([
      ["ff1", ff1, 2],
      ["ff1", undefined, undefined],
      ["hmac", undefined, 3],
    ]);
    expect(said("enrich,transform")).toEqual([
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
    ]);
    expect(faults("enrich,transform")).toEqual([]);
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
