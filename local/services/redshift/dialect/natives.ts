// Redshift's functions that DuckDB cannot say, in JavaScript: regular expressions that look around, hashes, numbers in the
// letters of TO_CHAR, dates that run over the end of their month.
import { createHash } from "node:crypto";
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  type DuckDBBlobValue,
  DuckDBDateValue,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from "@duckdb/node-api";
import { everywhere, replaceAll } from "../../../sql/java-patterns.ts";
import type { Native } from "../../../sql/natives.ts";
import { altNumber, type Rounding } from "./alt-numbers.ts";
import { ARRAY_NATIVES } from "./array-functions.ts";
import { looseDate } from "./loose-dates.ts";
import { murmur3 } from "./murmur3.ts";
import { numberText } from "./number-formats.ts";

/** The matches of a pattern from a position on, in characters from 1. */
function matches(text: string, pattern: string, position: bigint): { text: string; at: number }[] {
  const characters = [...text];
  const before = characters.slice(0, Number(position) - 1).join("").length;
  return [...text.slice(before).matchAll(everywhere(pattern))].map((match) => ({
    text: match[0],
    at: [...text.slice(0, before + match.index)].length + 1,
  }));
}

const bits = (n: number): number => (n === 0 ? 256 : n);

export const NATIVES: Readonly<Record<string, Native>> = {
  ...ARRAY_NATIVES,
  rs_alt_number: {
    parameters: [VARCHAR, INTEGER, VARCHAR],
    returns: VARCHAR,
    of: (text: string, scale: number, rounding: Rounding) => altNumber(text, scale, rounding),
  },
  rs_pcre_count: {
    parameters: [VARCHAR, VARCHAR, BIGINT],
    returns: INTEGER,
    of: (text: string, pattern: string, position: bigint) => matches(text, pattern, position).length,
  },
  rs_pcre_instr: {
    parameters: [VARCHAR, VARCHAR, BIGINT, BIGINT, BIGINT],
    returns: INTEGER,
    of: (text: string, pattern: string, position: bigint, occurrence: bigint, option: bigint) => {
      const found = matches(text, pattern, position)[Number(occurrence) - 1];
      return found ? found.at + (option === 1n ? [...found.text].length : 0) : 0;
    },
  },
  rs_pcre_substr: {
    parameters: [VARCHAR, VARCHAR, BIGINT, BIGINT],
    returns: VARCHAR,
    of: (text: string, pattern: string, position: bigint, occurrence: bigint) =>
      matches(text, pattern, position)[Number(occurrence) - 1]?.text ?? "",
  },
  rs_pcre_replace: {
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, pattern: string, by: string) => replaceAll(text, pattern, by),
  },
  rs_sha2_of: {
    parameters: [VARCHAR, INTEGER],
    returns: VARCHAR,
    of: (text: string, size: number) => {
      if (![224, 256, 384, 512].includes(bits(size))) throw new Error(`RS: invalid number of bits: ${size}`);
      return createHash(`sha${bits(size)}`)
        .update(text, "utf8")
        .digest("hex");
    },
  },
  rs_murmur3_bytes: {
    parameters: [BLOB, INTEGER],
    returns: INTEGER,
    of: (data: DuckDBBlobValue, seed: number) => murmur3(data.bytes, seed),
  },
  rs_number_to_char: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (number: string, format: string) => numberText(number, format),
  },
  rs_loose_date: {
    parameters: [VARCHAR, VARCHAR, BOOLEAN],
    returns: DATE,
    of: (text: string, format: string, strict: boolean): DuckDBValue =>
      new DuckDBDateValue(looseDate(text, format, strict)),
  },
};
