// Trino's functions of texts, and casts to and from them.
import type { Macros } from "../../../../sql/macros.ts";
import { ZONED } from "./pieces.ts";

/** Letters of one sound beside each other count once, also with H or W between them; vowels part them. */
const CODES =
  "replace(translate(upper(x), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099'), '9', '')";
const SOUNDEX = `rpad(left(upper(left(x, 1)) || replace(substr(${[1, 2, 3, 4, 5, 6].reduce((sql, digit) => `regexp_replace(${sql}, '${digit}+', '${digit}', 'g')`, CODES)}, 2), '0', ''), 4), 4, '0')`;

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
      "CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(string_split(s, d)[1:n - 1], array_to_string(string_split(s, d)[n:], d)) END",
    ],
  ],
  trino_split_part: [
    [
      "s, d, i",
      "CASE WHEN i < 1 THEN error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero') WHEN i > len(string_split(s, d)) THEN NULL ELSE split_part(s, d, i) END",
    ],
  ],
  trino_substr: [
    ["s, i", "CASE WHEN i = 0 THEN '' WHEN i < -length(s) THEN '' ELSE substr(s, i) END"],
    ["s, i, n", "CASE WHEN i = 0 OR n <= 0 THEN '' WHEN i < -length(s) THEN '' ELSE substr(s, i, n) END"],
  ],
  trino_strpos: [
    ["s, p", "strpos(s, p)"],
    [
      "s, p, n",
      "CASE WHEN len(string_split(s, p)) <= n THEN 0 ELSE length(array_to_string(string_split(s, p)[1:n], p)) + 1 END",
    ],
  ],
  trino_reverse: [
    ["x VARCHAR", "reverse(x)"],
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
  trino_url_encode: [["x", "replace(replace(replace(url_encode(x), '%20', '+'), '%2A', '*'), '~', '%7E')"]],
  trino_url_decode: [["x", "url_decode(replace(x, '+', ' '))"]],
};
