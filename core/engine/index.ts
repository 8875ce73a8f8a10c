// The stage engine's door.
export { isExhausted, isOutOfStorage } from "./exhaustion.ts";
export { importFile } from "./import-file.ts";
export { coolDown, warmUp } from "./session.ts";
export type { CuratedFile, ImportRequest, ImportResult, QuarantinedRow } from "./types.ts";
