// In-line work's door.
export { applyRules, type InlineRequest, type InlineResult, MOST_RECORDS, type Outcome } from "./apply.ts";
export type { Row, Value } from "./collector.ts";
export { INLINE_WORK, type InlineWork } from "./contract.ts";
export { elementsOf } from "./slices.ts";
