// Which words of a query are no operands of arithmetic.

/** Words after which an expression begins, and those that end one: none of them is an operand. */
export const RESERVED = new Set(
  (
    "select distinct all from where and or not in is like ilike similar to between as on using join inner cross full outer " +
    "natural when then else end by having limit offset union intersect except minus with within order group unbounded nulls " +
    "asc desc into default for placing both leading trailing any some exists isnull notnull collate lateral"
  ).split(" "),
);
/** The same, but beside an operator they are names of columns. */
export const CLAUSES = new Set(
  (
    "escape fetch qualify window recursive over partition rows range preceding following current exclude ignore respect set " +
    "values insert update delete merge matched filter unpivot pivot"
  ).split(" "),
);
export const OPERATORS = new Set(["+", "-", "*", "/", "%"]);
export const UNITS = new Set(
  "year years month months day days hour hours minute minutes second seconds".split(" "),
);
