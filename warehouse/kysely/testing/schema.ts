// The tables that the dialect's tests speak of.
import type { Generated } from "kysely";

export interface Shop {
  orders: {
    id: Generated<number>;
    customer_id: number;
    amount: string;
    currency: string;
    status: string | null;
    ordered_at: string;
    items: unknown;
  };
  customers: { id: number; name: string; email: string | null };
  staged: { id: number; customer_id: number; amount: string; status: string | null };
  "mart.daily": { day: string; currency: string; revenue: string };
}
