// Functions of text and of bytes that DuckDB lacks or defines otherwise, as DuckDB macros.
import type { Macros } from "../../../sql/macros.ts";
import { literal } from "../../../sql/tokens.ts";

const raise = (message: string): string => `error(${literal(message)})`;

/** An error by a cast that cannot be: an expression with a call of `error` is equal to no other, not even in ORDER BY of DISTINCT. */
const NO_BOOLEAN = "CAST(CAST('RS: cannot cast type boolean to character varying' AS INTEGER) AS VARCHAR)";

/** Types whose text DuckDB begins with the point. */
const ALL_FRACTION = Array.from({ length: 38 }, (_, i) => `'DECIMAL(${i + 1},${i + 1})'`).join(", ");

/** Where a part begins: the greatest of a null and of a number is the number. */
const START = "CASE WHEN s < 1 THEN 1 ELSE s END";

const within = (text: string): string =>
  `CASE WHEN n < 0 THEN ${raise("RS: negative substring length not allowed")} ELSE substr(${text}, ${START}, CASE WHEN s >= 1 THEN n WHEN s + n - 1 < 0 THEN 0 ELSE s + n - 1 END) END`;

/**
 * FNV-1a in 64 bits of hexadecimal digits, byte by byte, as a signed integer. A macro's arguments are written wherever it
 * names them: each stands once here.
 */
const fnv = (seed: string): string =>
  `CAST((CAST(list_reduce(list_prepend(CAST(${seed} AS UHUGEINT), list_transform(regexp_extract_all(digits, '..'), lambda d: CAST(CAST(concat('0x', d) AS UTINYINT) AS UHUGEINT))), lambda h, b: (xor(h, b) * CAST(1099511628211 AS UHUGEINT)) % CAST(18446744073709551616 AS UHUGEINT)) AS HUGEINT) + 9223372036854775808) % 18446744073709551616 - 9223372036854775808 AS BIGINT)`;
const BASIS = "14695981039346656037";
const SEED = "(CAST(seed AS HUGEINT) + 18446744073709551616) % 18446744073709551616";
const backwards = (digits: string): string =>
  `array_to_string(list_reverse(regexp_extract_all(${digits}, '..')), '')`;
const integer = (digits: number): string => `right(printf('%016x', CAST(x AS BIGINT)), ${digits})`;

/** The letters of a word's Soundex: equal ones beside each other once, H and W between them not seen. */
const codes =
  "translate(upper(regexp_replace(x, '[^A-Za-z]', '', 'g')), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099')";
const once = [1, 2, 3, 4, 5, 6].reduce(
  (sql, digit) => `regexp_replace(${sql}, '${digit}+', '${digit}', 'g')`,
  `replace(${codes}, '9', '')`,
);
const SOUNDEX = `rpad(left(upper(left(regexp_replace(x, '[^A-Za-z]', '', 'g'), 1)) || replace(substr(${once}, 2), '0', ''), 4), 4, '0')`;

export const STRING_MACROS: Macros = {
  /**
   * What is compared: see arithmetic/compared.ts. It has one overload for all types, and is of the type of its argument: DuckDB
   * knows the type where it binds, and folds the CASE away. It is told the types of arguments before that only for columns of the
   * query itself: not of aggregates, of names in the select list, or of columns that a subquery takes from outside.
   */
  rs_compared: [
    ["x", "CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(rtrim(CAST(x AS VARCHAR), ' '), x) ELSE x END"],
  ],
  /** The same where a SUPER may be compared with others. */
  rs_key: [
    [
      "x",
      "CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(rtrim(CAST(x AS VARCHAR), ' '), x) WHEN typeof(x) = 'JSON' THEN cast_to_type(rs_canonical(CAST(x AS VARCHAR)), x) ELSE x END",
    ],
  ],
  /** Text as Redshift casts it: DuckDB calls infinity inf, not a number nan, and begins a fraction with its point. */
  rs_text: [
    [
      "x",
      `CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT', ${ALL_FRACTION}) THEN rs_number_text(CAST(x AS VARCHAR)) WHEN typeof(x) = 'BOOLEAN' THEN ${NO_BOOLEAN} ELSE CAST(x AS VARCHAR) END`,
    ],
  ],
  rs_number_text: [
    ["t", "regexp_replace(replace(replace(t, 'inf', 'Infinity'), 'nan', 'NaN'), '^(-?)[.]', '\\10.')"],
  ],
  rs_concat: [["a, b", "CAST(a || b AS VARCHAR)"]],
  /** The first n bytes, without a character of which only a part is among them. */
  rs_cut: [
    [
      "x, n",
      "CASE WHEN strlen(x) <= n THEN x ELSE decode(unhex(regexp_extract(left(hex(encode(x)), 2 * n), '^(?:[0-7].|[CD].[89AB].|E.(?:[89AB].){2}|F.(?:[89AB].){3})*'))) END",
    ],
  ],
  /** Text that is to be a whole number: anything else is no number, where DuckDB would round. */
  rs_digits: [["x", "regexp_replace(x, '^(\\s*[+-]?[0-9]*[^0-9\\s+-].*)$', 'RS: \\1', 's')"]],
  rs_to_bytes: [
    ["x BLOB", "x"],
    ["x SMALLINT", "unhex(right(printf('%016x', CAST(x AS BIGINT)), 4))"],
    ["x INTEGER", "unhex(right(printf('%016x', CAST(x AS BIGINT)), 8))"],
    ["x BIGINT", "unhex(printf('%016x', x))"],
    ["x VARCHAR", "encode(x)"],
  ],
  /** Hexadecimal digits in pairs. */
  rs_even: [["x", "CASE WHEN length(x) % 2 = 1 THEN concat('0', x) ELSE x END"]],
  rs_from_bits: [
    [
      "x",
      "unhex(array_to_string(list_transform(range(0, CAST(ceil(length(x) / 8.0) AS BIGINT)), lambda i: lpad(to_hex(CAST(lpad(x, CAST(ceil(length(x) / 8.0) * 8 AS INTEGER), '0')[i * 8 + 1:i * 8 + 8] AS BIT)::BIGINT), 2, '0')), ''))",
    ],
  ],
  rs_to_bits: [
    [
      "x",
      "array_to_string(list_transform(range(1, octet_length(x) + 1), lambda i: right(CAST(CAST(CONCAT('0x', hex(x[i:i])) AS UTINYINT)::BIT AS VARCHAR), 8)), '')",
    ],
  ],
  rs_getbit: [
    [
      "x, n",
      "CASE WHEN x IS NOT NULL AND n IS NOT NULL THEN CAST((CAST(concat('0x', hex(x[octet_length(x) - CAST(n AS BIGINT) // 8:octet_length(x) - CAST(n AS BIGINT) // 8])) AS BIGINT) >> CAST(CAST(n AS BIGINT) % 8 AS BIGINT)) & 1 AS INTEGER) END",
    ],
  ],
  rs_fnv_hash: [
    ["digits", fnv(BASIS)],
    ["digits, seed", fnv(SEED)],
  ],
  /** The bytes of which a hash is, as hexadecimal digits: those of numbers begin with the lowest. */
  rs_hashed: [
    ["x BLOB", "hex(x)"],
    ["x SMALLINT", backwards(integer(4))],
    ["x INTEGER", backwards(integer(8))],
    ["x BIGINT", backwards(integer(16))],
    ["x VARCHAR", "hex(encode(x))"],
  ],
  /** CRC-32C, as AWS's example shows. */
  rs_crc32: [
    [
      "x",
      "CASE WHEN x IS NOT NULL THEN lower(lpad(to_hex(xor(list_reduce(list_prepend(CAST(4294967295 AS UBIGINT), list_transform(range(0, strlen(x) * 8), lambda i: CASE WHEN i % 8 = 0 THEN CAST(concat('0x', hex(encode(x)[i // 8 + 1:i // 8 + 1])) AS UBIGINT) ELSE CAST(0 AS UBIGINT) END)), lambda c, b: CASE WHEN xor(c, b) & 1 = 1 THEN xor(xor(c, b) >> 1, CAST(2197175160 AS UBIGINT)) ELSE xor(c, b) >> 1 END), CAST(4294967295 AS UBIGINT))), 8, '0')) END",
    ],
  ],
  rs_to_hex: [
    ["x BLOB", "lower(hex(x))"],
    ["x BIGINT", "lower(to_hex(x))"],
  ],
  /** Text of a number with a sign before or after it, separators and currency. */
  rs_number_of: [
    [
      "x",
      "CASE WHEN regexp_matches(x, '[0-9.]\\s*-\\s*$') THEN '-' ELSE '' END || CASE WHEN regexp_matches(x, '[A-Za-z]') THEN x ELSE regexp_replace(regexp_replace(x, '-\\s*$', ''), '[^0-9.-]', '', 'g') END",
    ],
  ],
  /** The bytes that Apache Iceberg hashes: whole numbers as 64 bits with the lowest first. */
  rs_murmur3: [
    ["x BIGINT, seed", `rs_murmur3_bytes(unhex(${backwards("printf('%016x', x)")}), seed)`],
    ["x VARCHAR, seed", "rs_murmur3_bytes(encode(x), seed)"],
    ["x BLOB, seed", "rs_murmur3_bytes(x, seed)"],
    [
      "x DATE, seed",
      "rs_murmur3_bytes(unhex(" +
        backwards("printf('%016x', CAST(date_diff('day', DATE '1970-01-01', x) AS BIGINT))") +
        "), seed)",
    ],
  ],
  rs_len: [
    ["x BLOB", "CAST(octet_length(x) AS INTEGER)"],
    ["x VARCHAR", "CAST(length(x) AS INTEGER)"],
    ["x", "CAST(length(CAST(x AS VARCHAR)) AS INTEGER)"],
  ],
  rs_octets: [
    ["x BLOB", "CAST(octet_length(x) AS INTEGER)"],
    ["x VARCHAR", "CAST(strlen(x) AS INTEGER)"],
    ["x", "CAST(strlen(CAST(x AS VARCHAR)) AS INTEGER)"],
  ],
  /** A start before the text counts from there. */
  rs_substr: [
    ["x BLOB, s", `x[${START}:]`],
    ["x BLOB, s, n", `x[${START}:s + n - 1]`],
    ["x VARCHAR, s", `substr(x, ${START})`],
    ["x, s", `substr(rs_text(x), ${START})`],
    ["x VARCHAR, s, n", within("x")],
    ["x, s, n", within("rs_text(x)")],
  ],
  rs_split_part: [
    [
      "x, d, n",
      `CASE WHEN n < 1 THEN ${raise("RS: field position must be greater than zero")} ELSE split_part(x, d, n) END`,
    ],
  ],
  rs_octetindex: [
    [
      "part, x",
      "CASE WHEN strpos(x, part) > 0 THEN CAST(strlen(left(x, strpos(x, part) - 1)) + 1 AS INTEGER) WHEN x IS NOT NULL AND part IS NOT NULL THEN 0 END",
    ],
  ],
  rs_quote_ident: [
    [
      "x",
      "CASE WHEN regexp_full_match(x, '[a-z_][a-z0-9_$]*') OR x IS NULL THEN x ELSE concat('\"', replace(x, '\"', '\"\"'), '\"') END",
    ],
  ],
  rs_text_cmp: [
    ["a, b", "CASE WHEN a < b THEN -1 WHEN a > b THEN 1 WHEN a IS NOT NULL AND b IS NOT NULL THEN 0 END"],
  ],
  rs_soundex: [["x", SOUNDEX]],
  rs_difference: [
    [
      "a, b",
      "CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(list_sum(list_transform(range(1, 5), lambda i: CASE WHEN substr(rs_soundex(a), i, 1) = substr(rs_soundex(b), i, 1) THEN 1 ELSE 0 END)) AS INTEGER) END",
    ],
  ],
  rs_initcap: [
    [
      "x",
      "array_to_string(list_transform(regexp_extract_all(x, '[[:alnum:]]+|[^[:alnum:]]+'), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), '')",
    ],
  ],
  rs_strtol: [
    [
      "x, base",
      "CASE WHEN x IS NOT NULL THEN CAST(list_reduce(list_prepend(CAST(0 AS HUGEINT), list_transform(string_split(lower(regexp_replace(ltrim(x, '-'), '^0[xX]', '')), ''), lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS HUGEINT))), lambda a, d: a * base + d) * CASE WHEN starts_with(x, '-') THEN -1 ELSE 1 END AS BIGINT) END",
    ],
  ],
  rs_regexp_substr: [
    ["x, p", "CASE WHEN x IS NULL THEN NULL ELSE regexp_extract(x, p) END"],
    ["x, p, pos", "regexp_extract(substr(x, pos), p)"],
    [
      "x, p, pos, n",
      "CASE WHEN x IS NOT NULL AND p IS NOT NULL AND pos IS NOT NULL AND n IS NOT NULL THEN coalesce(regexp_extract_all(substr(x, pos), p)[n], '') END",
    ],
  ],
  rs_regexp_instr: [
    [
      "x, p",
      "CASE WHEN NOT regexp_matches(x, p) THEN 0 ELSE length(regexp_extract(x, '(?s)^(.*?)(?:' || p || ')', 1)) + 1 END",
    ],
  ],
  /** Where the n-th match from a position begins, or with option 1 where what follows it does. */
  rs_regexp_nth: [
    [
      "x, p, pos, n, option",
      "CASE WHEN len(regexp_extract_all(substr(x, pos), p)) < n THEN 0 ELSE pos + length(regexp_extract(substr(x, pos), '(?s)^((?:.*?(?:' || p || ')){' || (n - 1) || '}.*?)(?:' || p || ')', 1)) + CASE WHEN option = 1 THEN length(regexp_extract_all(substr(x, pos), p)[n]) WHEN option IS NOT NULL THEN 0 END END",
    ],
  ],
  rs_regexp_count: [
    ["x, p", "len(regexp_extract_all(x, p))"],
    ["x, p, pos", "len(regexp_extract_all(substr(x, pos), p))"],
  ],
  rs_lpad: [
    ["x, n", "lpad(x, n, ' ')"],
    ["x, n, f", "lpad(x, n, f)"],
  ],
  rs_rpad: [
    ["x, n", "rpad(x, n, ' ')"],
    ["x, n, f", "rpad(x, n, f)"],
  ],
  rs_sha2: [["x, bits", "CASE WHEN bits IN (0, 256) THEN sha256(x) ELSE rs_sha2_of(x, bits) END"]],
  /** LISTAGG ends in an error beyond 65,535 bytes. */
  rs_fits: [
    [
      "x",
      `CASE WHEN strlen(x) > 65535 THEN ${raise("RS: Result size exceeds LISTAGG limit (65535)")} ELSE x END`,
    ],
  ],
};
