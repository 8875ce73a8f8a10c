// Prints a test file of `terraform test`: runs that plan a module against a provider that asks nothing of AWS.
import { render, type Value } from "./expression.ts";
import { printAttributes } from "./hcl-file.ts";

/** One plan of the module, and what is expected of it. */
export interface TestRun {
  /** An identifier, as Terraform prints it. */
  name: string;
  /** One sentence: the comment above it. */
  about: string;
  /** Beside those of the whole file. */
  variables?: { readonly [name: string]: Value };
  asserts?: readonly { condition: string; message: string }[];
  /** Variables whose validation must fail, and addresses of resources whose precondition must. */
  refuses?: readonly string[];
}

export interface TestFile {
  /** Comment at the head, line by line. */
  about: readonly string[];
  /** Data source → what it answers. */
  answers: { readonly [type: string]: { readonly [attribute: string]: Value } };
  variables: { readonly [name: string]: Value };
  runs: readonly TestRun[];
  /** Where the module lies, for a file that does not lie beside it. */
  source?: string;
}

const attributes = (values: { readonly [name: string]: Value }, level: number): string =>
  printAttributes(
    Object.entries(values).map(([name, value]) => ({ name, value: render(value) })),
    level,
  );

export function testFile({ about, answers, variables, runs, source }: TestFile): string {
  const data = Object.entries(answers).map(
    ([type, values]) => `  mock_data "${type}" {\n    defaults = {\n${attributes(values, 3)}\n    }\n  }\n`,
  );
  return [
    about.map((line) => `# ${line}\n`).join(""),
    `mock_provider "aws" {\n${data.join("\n")}}\n`,
    `variables {\n${attributes(variables, 1)}\n}\n`,
    ...runs.map((run) => runBlock(run, source)),
  ].join("\n");
}

function runBlock({ name, about, variables, asserts = [], refuses = [] }: TestRun, source?: string): string {
  const blocks = [
    "  command = plan\n",
    ...(source ? [`  module {\n    source = "${source}"\n  }\n`] : []),
    ...(variables ? [`  variables {\n${attributes(variables, 2)}\n  }\n`] : []),
    ...asserts.map(
      ({ condition, message }) =>
        `  assert {\n${printAttributes(
          [
            { name: "condition", value: condition },
            { name: "error_message", value: render(message) },
          ],
          2,
        )}\n  }\n`,
    ),
    ...(refuses.length > 0
      ? [
          `  expect_failures = [${refuses.map((one) => (one.includes(".") ? one : `var.${one}`)).join(", ")}]\n`,
        ]
      : []),
  ];
  return `# ${about}\nrun "${name}" {\n${blocks.join("\n")}}\n`;
}
