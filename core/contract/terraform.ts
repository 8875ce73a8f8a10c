// The contract's own words in `terraform plan`: locals that judge a variable which holds the datasets, made from the same
// schema, patterns and words as the command's, so that a fault reads the same wherever it is found.
//
// They are written for contracts of a thousand datasets. What holds of nearly every contract is found out first and at
// once (one regular expression for the shape of all datasets), each type, pattern and partition is read once however many
// columns have it, and nothing looks through all datasets for each of them. Terraform evaluates the arguments of try()
// twice, once for their type, so that one around another doubles the work, and it compiles a regular expression at
// every call.
import { datasetsSchema } from "./schema.ts";
import { shapeOf } from "./shape/node.ts";
import { patternPieces } from "./terraform/fast.ts";
import { hcl, inner, line, pieces, text } from "./terraform/hcl.ts";
import { HEADING } from "./terraform/heading.ts";
import { type NamedLocal, SHARED } from "./terraform/named.ts";
import { KIND_RULES, RULES } from "./terraform/rules.ts";
import { columnPath } from "./terraform/scope.ts";
import { shapeLines, shapeTable } from "./terraform/shape.ts";
import { KIND, TABLES } from "./terraform/tables.ts";

/** The locals to rely on: a list of lines, empty where nothing is wrong, and the text to show. */
export const CONTRACT_LINES = "contract_lines";
export const CONTRACT_MESSAGE = "contract_message";

const isMapping = (json: string): string => `substr(${json}, 0, 1) == "{"`;

/**
 * Locals for a module whose `variable "NAME" { type = any }` holds `yamldecode(file("headrace.yaml")).datasets`.
 *
 * They refer to the variable and to each other alone, and never fail themselves: a value of any shape gets lines, not an
 * error. The message is a heading, then a line for each fault, indented so that Terraform does not wrap it.
 *
 * @param variable the variable's name
 * @param unless an expression: where it holds, nothing is judged
 */
export function contractLocals(variable: string, unless = "false"): NamedLocal[] {
  const path = inner("datasets.", hcl("d"));
  const { kinds, expects, example, entries } = shapeOf(datasetsSchema);
  if (!entries) throw new Error("datasets are a mapping of names");
  const key = patternPieces(entries.key);
  const shape = patternPieces(entries.shape);
  const table = shapeTable(entries.shape, entries.key);
  const drawn = shapeLines(entries.shape, "s", path, "local.contract_shapes", "d");
  const kindLines = `concat(${KIND_RULES.map(({ name }) => `local.contract_rule_${name}[kind]`).join(", ")})`;
  const whole = shapeTable({ kinds, expects, example });
  return [
    {
      name: "contract_judged",
      about: "The datasets, in a list; an empty one where nothing is to be judged.",
      expression:
        unless === "false"
          ? `[var.${variable}]`
          : `[for datasets in [var.${variable}] : datasets if !${unless}]`,
    },
    {
      name: "contract_json",
      about: "The datasets as JSON: keys in order, nothing between them.",
      expression: 'join("", [for datasets in local.contract_judged : jsonencode(datasets)])',
    },
    {
      name: "contract_datasets",
      about: "The datasets as a mapping; an empty one where they are anything else.",
      expression: `merge([for datasets in local.contract_judged : datasets if ${isMapping("local.contract_json")}]...)`,
    },
    {
      name: "contract_names",
      about: "The names of the datasets.",
      expression: "keys(local.contract_datasets)",
    },
    {
      name: "contract_key_pattern",
      about: "The JSON of a dataset's name.",
      expression: pieces(key),
    },
    {
      name: "contract_shape_pattern",
      about: "The JSON of a dataset of the right shape: what does not match it is looked into below.",
      expression: pieces(shape),
    },
    {
      name: "contract_shape_is_right",
      about: "Nearly every contract is of the right shape, and one regular expression says so at once.",
      expression: `can(regex("^\\\\{(?:\${local.contract_key_pattern}:\${local.contract_shape_pattern}[,}])+$", local.contract_json))`,
    },
    {
      name: "contract_shapes",
      about: "What each value of a dataset may be.",
      expression: table,
    },
    {
      name: "contract_shape_lines",
      about: "Each dataset of a wrong shape, with what is wrong.",
      expression: `{ for d, s in { for d, s in local.contract_datasets : d => s if !local.contract_shape_is_right } : d => flatten(${drawn})
        if !can(regex("^\${local.contract_key_pattern}:\${local.contract_shape_pattern}$", "\${jsonencode(d)}:\${jsonencode(s)}")) }`,
    },
    {
      name: "contract_datasets_lines",
      about: "The datasets are a mapping, and there is one.",
      expression: `[
        [for datasets in local.contract_judged : ${shapeLines({ kinds, expects, example }, "datasets", "datasets", whole)}],
        ${`[for same in [1] : ${line("no_datasets", "datasets")} if local.contract_json == "{}"]`}
      ]`,
    },
    {
      name: "contract_sound",
      about: "The datasets whose shape is right: all else is judged of them.",
      expression:
        "{ for d, s in local.contract_datasets : d => s if length(lookup(local.contract_shape_lines, d, [])) == 0 }",
    },
    ...TABLES,
    ...KIND_RULES.map(({ name, about, lines }) => ({
      name: `contract_rule_${name}`,
      about,
      expression: `{ for kind, c in ${SHARED.kinds} : kind => flatten(${lines}) }`,
    })),
    {
      name: "contract_kind_lines",
      about: "The kinds of columns with a fault.",
      expression: `{ for kind in keys(${SHARED.kinds}) : kind => ${kindLines} if length(${kindLines}) > 0 }`,
    },
    {
      name: "contract_column_lines",
      about: "Each column of such a kind, with what is wrong.",
      expression: `flatten([for d, s in { for d, s in ${SHARED.sound} : d => s if length(${SHARED.kindLines}) > 0 } :
        [for c in s.columns : [for rest in lookup(${SHARED.kindLines}, ${KIND}, []) : "${columnPath("c.name")}\${rest}"]]])`,
    },
    ...RULES.map(({ name, about, lines }) => ({
      name: `contract_rule_${name}`,
      about,
      expression: `flatten([for d, s in local.contract_sound : ${lines}])`,
    })),
    {
      name: CONTRACT_LINES,
      about: "All that is wrong, dataset by dataset.",
      expression: `sort(flatten([local.contract_datasets_lines, values(local.contract_shape_lines), local.contract_column_lines, ${RULES.map(({ name }) => `local.contract_rule_${name}`).join(", ")}]))`,
    },
    {
      name: CONTRACT_MESSAGE,
      about: "What `terraform plan` says then.",
      expression: `join("\\n  ", concat([${text(HEADING)}], local.${CONTRACT_LINES}))`,
    },
  ];
}
