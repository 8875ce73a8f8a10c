// A small shop's data: orders with known faults, customers to look up, and the contract that finds the faults.

const COUNT = 400;

/** 400 orders; every 20th has a negative amount, every 40th (from the 10th) an address without an @. */
export const ORDERS = [
  "Order ID,Customer ID,Email,Amount,Ordered At",
  ...Array.from({ length: COUNT }, (_, i) => {
    const customer = (i % 20) + 1;
    const email = i % 40 === 10 ? `nobody${customer}` : `  Customer${customer}@Example.com`;
    const amount = i % 20 === 0 ? "-1.00" : `${i}.${String(i % 100).padStart(2, "0")}`;
    const month = String((i % 12) + 1).padStart(2, "0");
    return `${i + 1},${customer},${email},${amount},2024-${month}-15 08:30:00`;
  }),
  "",
].join("\n");

/** 20 customers, as NDJSON. */
export const CUSTOMERS = Array.from(
  { length: 20 },
  (_, i) => `${JSON.stringify({ customer_id: i + 1, segment: i % 2 ? "silver" : "gold" })}\n`,
).join("");

export const TIGHT_CONTRACT = `version: 1
name: my-shop
datasets:
  customers:
    source: { format: ndjson }
    columns:
      - { name: customer_id, type: bigint, required: true }
      - { name: segment, type: string, in: [gold, silver] }
    key: [customer_id]
  orders:
    columns:
      - { name: order_id, from: Order ID, type: bigint, required: true }
      - { name: customer_id, from: Customer ID, type: bigint }
      - { name: email, from: Email, type: string, clean: [trim, lower], pattern: '^\\S+@\\S+$', tokenize: hmac }
      - { name: amount, from: Amount, type: "decimal(12,2)", min: 0 }
      - { name: ordered_on, from: Ordered At, type: timestamp }
    key: [order_id]
    enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
    partition_by: ["month(ordered_on)"]
`;
