// The Data API gives an error as Redshift's text alone. Here the texts that Redshift is known for get their SQLSTATE.

const STATES: readonly (readonly [RegExp, string])[] = [
  [
    /serializable isolation violation|could not serialize access|conflict with concurrent transaction|\b1023\b/i,
    "40001",
  ],
  [/deadlock detected/i, "40P01"],
  [/current transaction is aborted/i, "25P02"],
  [
    /cannot (?:run|be executed) inside a transaction block|cannot run inside a multiple commands? statement/i,
    "25001",
  ],
  [
    /cancell?ed on user'?s? request|query \(\d+\) cancelled|statement timeout|abort(?:ed)? by (?:user|query)/i,
    "57014",
  ],
  [/relation "?.*"? already exists|table "?.*"? already exists/i, "42P07"],
  [/schema "?.*"? already exists/i, "42P06"],
  [/schema "?.*"? does not exist/i, "3F000"],
  [/database "?.*"? does not exist/i, "3D000"],
  [/column "?.*"? does not exist|column ".*" not found/i, "42703"],
  [/column reference "?.*"? is ambiguous/i, "42702"],
  [/function .* does not exist|operator does not exist/i, "42883"],
  [/(?:relation|table|view) "?.*"? does not exist/i, "42P01"],
  [/permission denied|must be owner|not authorized/i, "42501"],
  [/must appear in the group by|aggregate functions? not allowed/i, "42803"],
  [/syntax error/i, "42601"],
  [/division by zero|divide by zero/i, "22012"],
  [/value too long for (?:type|character)|string length exceeds|value too long/i, "22001"],
  [/numeric (?:field|data) overflow|out of range|overflow/i, "22003"],
  [/invalid input syntax|invalid digit|cannot cast|date\/time field value/i, "22P02"],
  [/null value in column|cannot insert a null value/i, "23502"],
  [/is of type .* but expression is of type/i, "42804"],
];

/** The SQLSTATE of a message of Redshift; undefined where none is known for it. */
export function sqlStateOf(message: string): string | undefined {
  const stated = /SQLSTATE[:= ]*\s*\(?([0-9A-Z]{5})\b/i.exec(message)?.[1];
  if (stated) return stated.toUpperCase();
  return STATES.find(([pattern]) => pattern.test(message))?.[1];
}
