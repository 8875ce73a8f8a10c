// What counts as white space in checks and in cleaning alike.

/** Unicode's White_Space property, as a character class of RE2. */
export const WHITE_SPACE =
  "[\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]";

/** SQL that is true for most texts that have none at their ends: those that begin and end with a visible ASCII character. */
const isTrimmed = (name: string): string =>
  `ascii(${name}) BETWEEN 33 AND 126 AND ${name}[-1] BETWEEN '!' AND '~'`;

/** SQL of a text without the white space at its ends; DuckDB's own trim knows fewer kinds. */
export function trimSql(sql: string): string {
  const trimmed = `regexp_replace(${sql}, '^${WHITE_SPACE}+|${WHITE_SPACE}+$', '', 'g')`;
  // To look at both ends takes a fraction of the time; of what is more than a column it would be computed again for each.
  return /^\w+$/.test(sql) ? `CASE WHEN ${isTrimmed(sql)} THEN ${sql} ELSE ${trimmed} END` : trimmed;
}
