// Functions that DuckDB cannot say, as JavaScript.
import type { Native } from "../../../sql/natives.ts";
import { BYTE_NATIVES } from "./natives/bytes.ts";
import { DECIMAL_NATIVES } from "./natives/decimals.ts";
import { DISTRIBUTIONS } from "./natives/distributions.ts";
import { HASHES } from "./natives/hashes.ts";
import { JSON_NATIVES } from "./natives/json.ts";
import { JAVA_PATTERNS } from "./natives/patterns.ts";
import { SQL_JSON_NATIVES } from "./natives/sql-json.ts";
import { TEXT_NATIVES } from "./natives/texts.ts";

export const NATIVES: Record<string, Native> = {
  ...HASHES,
  ...BYTE_NATIVES,
  ...JSON_NATIVES,
  ...SQL_JSON_NATIVES,
  ...JAVA_PATTERNS,
  ...TEXT_NATIVES,
  ...DISTRIBUTIONS,
  ...DECIMAL_NATIVES,
};
