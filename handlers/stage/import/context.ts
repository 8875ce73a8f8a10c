// What an import works with, beside its object.
import type { StageConfig } from "../config.ts";
import type { Capacity, TimeBudget } from "./budget.ts";

export interface ImportContext {
  config: StageConfig;
  time: TimeBudget;
  capacity: Capacity;
}
