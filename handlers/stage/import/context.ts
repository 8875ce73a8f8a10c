// What an import works with, beside its object.
import type { Capacity } from "../../capacity.ts";
import type { StageConfig } from "../config.ts";
import type { TimeBudget } from "./budget.ts";

export interface ImportContext {
  config: StageConfig;
  time: TimeBudget;
  capacity: Capacity;
  /** How often the message has come, this time included; absent where what runs the import knows of none. */
  receives?: number;
}
