// The engine as the stage function calls it.
import type { ImportRequest, ImportResult } from "../../core/engine/types.ts";

const ENGINE = "../../core/engine/index.ts";

export const importFile = async (request: ImportRequest): Promise<ImportResult> =>
  (await import(ENGINE)).importFile(request);
