// The contract's own words in `terraform plan`: validations of a variable that holds the datasets, made from the same
// schema, patterns and words as the command's, so that a fault reads the same wherever it is found.
import { datasetsSchema } from "./schema.ts";
import { shapeOf } from "./shape/node.ts";
import { fastPattern } from "./terraform/fast.ts";
import { hcl, inner, line, text } from "./terraform/hcl.ts";
import { HEADING, oneLine } from "./terraform/heading.ts";
import { RULES } from "./terraform/rules.ts";
import { shapeLines } from "./terraform/shape.ts";

export interface ContractValidation {
  /** A Terraform expression: true where nothing is wrong. */
  readonly condition: string;
  /** A Terraform expression: a heading, then a line for each fault, indented so that Terraform does not wrap it. */
  readonly error_message: string;
}

/**
 * Validations for `variable "NAME" { type = any }` that holds `yamldecode(file("headrace.yaml")).datasets`.
 *
 * Each goes into a `validation` block of that variable, or with the same two keys into a `precondition`. Both texts are
 * bare expressions: in HCL they are written as they stand (`condition = EXPRESSION`), in JSON between `${` and `}`.
 * They refer to the variable alone, and never fail themselves: a value of any shape gets lines, not an error.
 *
 * @param variable the variable's name
 */
export function contractValidations(variable: string): ContractValidation[] {
  const path = inner("datasets.", hcl("d"));
  const { kinds, expects, example, entries } = shapeOf(datasetsSchema);
  if (!entries) throw new Error("datasets are a mapping of names");
  // Each dataset's own lines; the rules then look at those that have none. Nearly every dataset is right, and one
  // regular expression says so far sooner than the lines are drawn up.
  const right = `can(regex(${text(`^${fastPattern(entries.key)}:${fastPattern(entries.shape)}$`)}, "\${jsonencode(d)}:\${jsonencode(s)}"))`;
  const drawn = shapeLines(entries.shape, "s", path, { value: "d", shape: entries.key });
  const shaped = `{ for d, s in datasets : d => flatten([for wrong in [s] : ${drawn} if !${right}]) }`;
  const all = "{ for d, s in datasets : d => s if length(shaped[d]) == 0 }";
  const ruled = `[for all in [${all}] : [for d, s in all : ${RULES}]]`;
  const none = `[for none in [datasets] : ${line("no_datasets", "datasets")} if jsonencode(none) == "{}"]`;
  const whole = `[for shaped in [${shaped}] : [values(shaped), ${none}, ${ruled}]]`;
  const lines = oneLine(
    `flatten([for datasets in [var.${variable}] : [${shapeLines({ kinds, expects, example }, "datasets", "datasets")}, try(${whole}, [])]])`,
  );
  return [
    {
      condition: `length(${lines}) == 0`,
      error_message: `join("\\n  ", concat(["${HEADING}"], ${lines}))`,
    },
  ];
}
