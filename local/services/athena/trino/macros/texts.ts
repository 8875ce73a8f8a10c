// Trino's functions of texts, and casts to and from them.
import type { Macros } from "../../../../sql/macros.ts";
import { noNumber, noText, ZONED } from "./pieces.ts";

/** Letters of one sound beside each other count once, also with H or W between them; vowels part them. */
const CODES =
  "replace(translate(upper(x), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), '9', '')";
const SOUNDEX = `rpad(left(upper(left(x, 1)) || replace(substr(${[1, 2, 3, 4, 5, 6].reduce((sql, digit) => `regexp_replace(${sql}, '${digit}+', '${digit}', 'g')`, CODES)}, 2), '0', ''), 4), 4, '0')`;

const PADDED =
  `WHEN n < 0 THEN ${noText("'INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]'")} ` +
  `WHEN p = '' THEN ${noText("'INVALID_FUNCTION_ARGUMENT: Padding string must not be empty'")}`;

/** A part of a text, or of bytes in hex. */
const substr = (text: string, start: string, length?: string): string =>
  `CASE WHEN ${start} = 0${length ? ` OR ${length} <= 0` : ""} THEN '' WHEN ${start} < -length(${text}) THEN '' ELSE substr(${[text, start, ...(length ? [length] : [])].join(", ")}) END`;
/** Where the hex of the byte at i begins. */
const HEX_START = "(2 * i - CASE WHEN i > 0 THEN 1 ELSE 0 END)";

export const TEXT_MACROS: Macros = {
  trino_varchar: [
    ["x VARCHAR", "x"],
    ["x INTERVAL", "trino_interval(x)"],
    ["x DATE", "CAST(x AS VARCHAR)"],
    ["x TIMESTAMP", "strftime(x, '%Y-%m-%d %H:%M:%S.%g')"],
    ["x TIMESTAMPTZ", "strftime(timezone('UTC', x), '%Y-%m-%d %H:%M:%S.%g UTC')"],
    [`x ${ZONED}`, "strftime(trino_in_zone(x.zone, x.instant), '%Y-%m-%d %H:%M:%S.%g ') || x.zone"],
    [
      "x",
      "CASE WHEN typeof(x) = 'DOUBLE' THEN trino_double_text(CAST(x AS VARCHAR)) WHEN typeof(x) = 'FLOAT' THEN trino_real_text(TRY_CAST(x AS DOUBLE)) WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\\10.') ELSE CAST(x AS VARCHAR) END",
    ],
  ],
  /** A text that is no longer than its type; only a text itself is cut. */
  trino_varchar_of: [
    ["x VARCHAR, t, n", "left(x, n)"],
    [
      "x BOOLEAN, t, n",
      "CASE WHEN length(t) > n THEN CAST(CAST(concat('CAST: ', t) AS INTEGER) AS VARCHAR) ELSE t END",
    ],
    [
      "x, t, n",
      "CASE WHEN length(t) > n THEN CAST(CAST(concat('CAST: ', t) AS INTEGER) AS VARCHAR) ELSE t END",
    ],
  ],
  /** Whether Trino reads a text so; all others than texts are none of its concern. */
  trino_reads: [["x, p", "typeof(x) <> 'VARCHAR' OR x IS NULL OR regexp_full_match(CAST(x AS VARCHAR), p)"]],
  trino_concat_ws: [
    ["d, x VARCHAR", "concat_ws(d, x)"],
    ["d, x", "trino_join(x, d)"],
  ],
  /** Texts with another between them, which may be a column. */
  trino_join: [
    [
      "l, d",
      "list_transform([list_filter(l, lambda x: x IS NOT NULL)], lambda r: CASE WHEN len(r) = 0 THEN '' ELSE list_reduce(r, lambda a, b: concat(a, d, b)) END)[1]",
    ],
  ],
  trino_split_all: [
    [
      "s, d",
      `CASE WHEN d = '' THEN cast_to_type(${noText("'INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string'")}, string_split(s, d)) ELSE string_split(s, d) END`,
    ],
  ],
  trino_replace: [
    [
      "s, p, r",
      "CASE WHEN p = '' THEN concat(r, trino_join(string_split(s, ''), r), r) ELSE replace(s, p, r) END",
    ],
  ],
  trino_lpad: [["s, n, p", `CASE ${PADDED} ELSE lpad(s, n, p) END`]],
  trino_rpad: [["s, n, p", `CASE ${PADDED} ELSE rpad(s, n, p) END`]],
  trino_char: [["x, n", "rpad(left(x, n), n, ' ')"]],
  trino_boolean: [
    [
      "x VARCHAR",
      "CASE WHEN lower(x) IN ('t', 'true', '1') THEN true WHEN lower(x) IN ('f', 'false', '0') THEN false WHEN x IS NOT NULL THEN CAST(concat('CAST: ', x) AS BOOLEAN) END",
    ],
    ["x", "CAST(x AS BOOLEAN)"],
  ],
  trino_split: [
    [
      "s, d, n",
      "CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(string_split(s, d)[1:n - 1], trino_join(string_split(s, d)[n:], d)) END",
    ],
  ],
  trino_split_part: [
    [
      "s, d, i",
      `CASE WHEN i < 1 THEN ${noText("'INVALID_FUNCTION_ARGUMENT: Index must be greater than zero'")} WHEN i > len(string_split(s, d)) THEN NULL ELSE split_part(s, d, i) END`,
    ],
  ],
  trino_substr: [
    ["s BLOB, i", `unhex(${substr("hex(s)", HEX_START)})`],
    ["s, i", substr("s", "i")],
    ["s BLOB, i, n", `unhex(${substr("hex(s)", HEX_START, "2 * n")})`],
    ["s, i, n", substr("s", "i", "n")],
  ],
  trino_strpos: [
    ["s, p", "strpos(s, p)"],
    [
      "s, p, n",
      `CASE WHEN n < 1 THEN ${noNumber("NOT_SUPPORTED: strpos from the end is not available in the local Athena")} WHEN len(string_split(s, p)) <= n THEN 0 ELSE length(trino_join(string_split(s, p)[1:n], p)) + 1 END`,
    ],
  ],
  trino_reverse: [
    // DuckDB keeps letters and their marks together.
    [
      "x VARCHAR",
      "CASE WHEN strlen(x) = length(x) THEN reverse(x) ELSE array_to_string(list_reverse(string_split(x, '')), '') END",
    ],
    ["x BLOB", "unhex(array_to_string(list_reverse(regexp_extract_all(hex(x), '..')), ''))"],
    ["x", "list_reverse(x)"],
  ],
  trino_length: [
    ["x VARCHAR", "length(x)"],
    ["x BLOB", "octet_length(x)"],
  ],
  trino_regexp_extract: [
    ["s, p", "CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, 0) END"],
    ["s, p, g", "CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END"],
  ],
  trino_soundex: [["x", `CASE WHEN x = '' THEN '' ELSE ${SOUNDEX} END`]],
};
