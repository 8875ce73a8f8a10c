// What an import works with, beside its object.
import type { Capacity } from "../../capacity.ts";
import type { StageConfig } from "../config.ts";
import type { TimeBudget } from "./budget.ts";

export interface ImportContext {
  config: StageConfig;
  time: TimeBudget;
  capacity: Capacity;
}
