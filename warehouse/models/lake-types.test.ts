// Types of the lake from the contract.
import { expect, test } from "@jest/globals";
import { contractSchema } from "../../core/contract/schema.ts";
import { lakeTypes } from "./project.ts";

test("each dataset is a table of the lake, its columns as the dialect reads them", () => {
  const contract = contractSchema.parse({
    version: 1,
    name: "acme",
    datasets: {
      orders: {
        columns: [
          { name: "order_id", type: "bigint", required: true, description: "The shop's own\nnumber */" },
          { name: "amount", type: "decimal(12,2)" },
          { name: "customer_id", type: "bigint", tokenize: "hmac" },
          { name: "ordered_at", type: "timestamp" },
          { name: "paid", type: "boolean" },
        ],
        enrich: [{ lookup: "customers", on: "customer_id", add: ["segment"] }],
        partition_by: ["day(ordered_at)", "paid"],
      },
      customers: {
        columns: [
          { name: "customer_id", type: "int" },
          { name: "segment", type: "string" },
        ],
      },
    },
  });
  expect(
    lakeTypes(contract),
  ).toBe(`// Written by \`headrace types\` from headrace.yaml: change the contract, then run it again.
import "headrace/models";

declare module "headrace/models" {
  interface Lake {
    "lake.orders": {
      /** The shop's own number * / */
      order_id: number;
      amount: string | null;
      customer_id: string | null;
      ordered_at: string | null;
      paid: boolean | null;
      segment: string | null;
      ordered_at_day: string | null;
    };
    "lake.customers": {
      customer_id: number | null;
      segment: string | null;
    };
  }
}
`);
});
