// The names of types, as typeof() tells them.
import type { Macros } from "../../../../sql/macros.ts";
import { UNKNOWN_LENGTH } from "../typeof.ts";
import { noNumber } from "./pieces.ts";

/** A type's name as Trino has it. */
const typeName = (t: string): string =>
  `CASE ${t} WHEN '"NULL"' THEN 'unknown' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'varbinary' WHEN 'TIMESTAMP' THEN 'timestamp(3)' WHEN 'HUGEINT' THEN 'bigint' ` +
  `WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone' WHEN 'INTERVAL' THEN 'interval day to second' ELSE regexp_replace(lower(${t}), '^struct', 'row') END`;

export const TYPE_NAME_MACROS: Macros = {
  trino_typeof: [
    [
      "t",
      `CASE WHEN ends_with(t, '[]') THEN concat('array(', trino_type_name(left(t, length(t) - 2)), ')') ELSE trino_type_name(t) END`,
    ],
  ],
  trino_type_name: [["t", typeName("t")]],
  /** The same where a text's length, an interval's kind or a quotient's digits would have to be told. */
  trino_typeof_plain: [
    [
      "t",
      `CASE WHEN regexp_matches(t, 'VARCHAR|INTERVAL|DECIMAL|TIME') THEN CAST(${noNumber(UNKNOWN_LENGTH)} AS VARCHAR) ELSE trino_typeof(t) END`,
    ],
  ],
};
