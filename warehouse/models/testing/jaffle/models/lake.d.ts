// As `headrace types` writes it.
import "headrace/models";

declare module "headrace/models" {
  interface Lake {
    "lake.raw_customers": { id: number; first_name: string | null; last_name: string | null };
    "lake.raw_orders": {
      id: number;
      user_id: number | null;
      order_date: string | null;
      status: string | null;
    };
    "lake.raw_payments": {
      id: number;
      order_id: number | null;
      payment_method: string | null;
      amount: number | null;
    };
  }
}
