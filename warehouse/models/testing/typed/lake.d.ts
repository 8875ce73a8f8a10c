// As `headrace types` writes it for the contract of these tests.
import "../../index.ts";

declare module "../../index.ts" {
  interface Lake {
    "lake.orders": {
      order_id: number;
      customer_id: number | null;
      currency: string | null;
      amount: string | null;
      ordered_at: string | null;
    };
    "lake.customers": { customer_id: number; name: string | null };
  }
}
