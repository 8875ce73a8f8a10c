// The expression as it was written: a tree without types. The typed one, fit for SQL, is in tree.ts.

export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=";

interface At {
  /** 1-based character of the expression. */
  readonly position: number;
}

export type Syntax = At &
  (
    | { readonly is: "column"; readonly name: string }
    | { readonly is: "number"; readonly text: string }
    | { readonly is: "text"; readonly text: string }
    | { readonly is: "date" | "timestamp"; readonly text: string }
    | { readonly is: "boolean"; readonly value: boolean }
    | { readonly is: "null" }
    | { readonly is: "minus" | "not"; readonly operand: Syntax }
    | {
        readonly is: "arithmetic";
        readonly operator: Arithmetic;
        readonly left: Syntax;
        readonly right: Syntax;
      }
    | {
        readonly is: "comparison";
        readonly operator: Comparison;
        readonly left: Syntax;
        readonly right: Syntax;
      }
    | { readonly is: "and" | "or"; readonly operands: readonly Syntax[] }
    | {
        readonly is: "in";
        readonly operand: Syntax;
        readonly list: readonly Syntax[];
        readonly negated: boolean;
      }
    | {
        readonly is: "between";
        readonly operand: Syntax;
        readonly low: Syntax;
        readonly high: Syntax;
        readonly negated: boolean;
      }
    | {
        readonly is: "like";
        readonly operand: Syntax;
        readonly pattern: Syntax;
        readonly negated: boolean;
      }
    | { readonly is: "null_test"; readonly operand: Syntax; readonly negated: boolean }
    | { readonly is: "call"; readonly name: string; readonly arguments: readonly Syntax[] }
  );
