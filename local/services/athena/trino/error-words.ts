// What DuckDB says of faults in words of its own, and what Trino says of them: those whose words alone tell what it is.

/** DuckDB's words for faults of the data, the code that Trino has for them, and its words. */
export const OF_DUCKDB: readonly (readonly [RegExp, string, string])[] = [
  [/^.*Map keys must be unique.*$/s, "INVALID_FUNCTION_ARGUMENT", "Duplicate map keys are not allowed"],
  [/^.*Map keys can not be NULL.*$/s, "INVALID_FUNCTION_ARGUMENT", "map key cannot be null"],
  [
    /^.*The map key list does not align.*$/s,
    "INVALID_FUNCTION_ARGUMENT",
    "Key and value arrays must be the same length",
  ],
  [
    /^.*More than one row returned by a subquery.*$/s,
    "SUBQUERY_MULTIPLE_ROWS",
    "Scalar sub-query has returned multiple rows",
  ],
  [/^.*Could not parse string "(.*?)" according to.*$/s, "INVALID_FUNCTION_ARGUMENT", 'Invalid format: "$1"'],
  [
    // Elsewhere decimals are widened before they are multiplied.
    /^.*Overflow in multiplication of DECIMAL\(18\).*$/s,
    "NOT_SUPPORTED",
    "a product of more than 18 digits within a lambda is not available in the local Athena: cast its factors to decimal(38, …)",
  ],
  [/^.*Overflow in multiplication of DECIMAL.*$/s, "NUMERIC_VALUE_OUT_OF_RANGE", "Decimal overflow"],
  [
    /^.*Cannot concatenate lists of types.*$/s,
    "FUNCTION_NOT_FOUND",
    "Unexpected parameters for function concat",
  ],
  [
    /^.*Non-inner join on correlated columns.*$/s,
    "NOT_SUPPORTED",
    "Reference to a column from outer scope not allowed in this context",
  ],
  [
    /^.*struct_extract with an integer key.*$/s,
    "NOT_SUPPORTED",
    "the subscript of a row with names is not available in the local Athena: write the field's name",
  ],
  [
    /^.*Cannot deduce template type .* in function: '(?:list_)?(?!map_extract)(\w+)\(.*$/s,
    "FUNCTION_NOT_FOUND",
    "Unexpected parameters for function $1",
  ],
  [
    /^.*Group specification field must be a constant.*$/s,
    "NOT_SUPPORTED",
    "a group of regexp_extract that is no literal is not available in the local Athena",
  ],
  [
    /^.*Key index for struct_extract needs to be a constant value.*$/s,
    "EXPRESSION_NOT_CONSTANT",
    "Subscript expression on ROW requires a constant index",
  ],
  [
    /^.*Key index (\d+) for struct_extract out of range.*$/s,
    "INVALID_FUNCTION_ARGUMENT",
    "Subscript index out of bounds: $1",
  ],
  [
    /^.*(?:invalid perl operator: \(\?|invalid escape sequence: \\\d).*$/s,
    "NOT_SUPPORTED",
    "a pattern that is no literal, with lookaround or a reference to a group, is not available in the local Athena",
  ],
  [
    /^.*?((?:missing [\])]|unexpected \)|invalid (?:escape sequence|character class|perl operator|repetition)|no argument for repetition|bad repetition).*)$/s,
    "INVALID_FUNCTION_ARGUMENT",
    "The pattern is not valid: $1",
  ],
  [
    /^.*(?:STDDEV|VAR|CORR|COVAR|REGR)\w* is out of range.*$/s,
    "NOT_SUPPORTED",
    "a statistic of doubles that are infinite or no number is not available in the local Athena",
  ],
  [
    /^.*with non-constant precision is not supported.*$/s,
    "NOT_SUPPORTED",
    "rounding a decimal to digits that are no literal is not available in the local Athena",
  ],
  [
    /^.*Strings must be of equal length.*$/s,
    "INVALID_FUNCTION_ARGUMENT",
    "The input strings to hamming_distance function must have the same length",
  ],
];
