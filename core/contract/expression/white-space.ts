// What counts as white space in checks and in cleaning alike.

/** Unicode's White_Space property, as a character class of RE2. */
export const WHITE_SPACE =
  "[\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]";

/** SQL of a text without the white space at its ends; DuckDB's own trim knows fewer kinds. */
export const trimSql = (sql: string): string =>
  `regexp_replace(${sql}, '^${WHITE_SPACE}+|${WHITE_SPACE}+$', '', 'g')`;
