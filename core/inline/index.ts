// In-line work's door: records by a contract's rules. What is heavier to load, the engine, is behind apply.ts alone.
export { INLINE_WORK, type InlineWork } from "./contract.ts";
export type { Row, Value } from "./json-value.ts";
export { MOST_RECORDS } from "./limits.ts";
export { openTokens, reversibleColumns } from "./open.ts";
export { elementsOf } from "./slices.ts";
