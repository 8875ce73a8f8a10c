// Variables and outputs in Terraform's JSON syntax, for plain `cdktf synth`.
import { compactType, REQUIRED_AWS, REQUIRED_TERRAFORM } from "./hcl-file.ts";
import { plain } from "./resources.ts";
import type { TerraformJson } from "./stack.ts";
import type { Output, Variable } from "./variables.ts";

export const variablesJson = (variables: readonly Variable[]): TerraformJson => ({
  variable: Object.fromEntries(variables.map((variable) => [variable.name, variableBody(variable)])),
});

function variableBody(variable: Variable): TerraformJson {
  const validation = variable.validations.map(({ condition, message }) =>
    plain({ condition, error_message: message }),
  );
  return {
    description: variable.description,
    type: compactType(variable.type),
    ...(variable.required ? {} : { default: variable.default }),
    ...(variable.nullable ? {} : { nullable: false }),
    ...(variable.sensitive ? { sensitive: true } : {}),
    ...(validation.length > 0 ? { validation } : {}),
  };
}

export const outputsJson = (outputs: readonly Output[]): TerraformJson => ({
  output: Object.fromEntries(
    outputs.map(({ name, description, value, sensitive }) => [
      name,
      { description, value: `${value}`, ...(sensitive ? { sensitive: true } : {}) },
    ]),
  ),
});

export const versionsJson = (): TerraformJson => ({
  terraform: {
    required_version: REQUIRED_TERRAFORM,
    required_providers: { aws: { source: "hashicorp/aws", version: REQUIRED_AWS } },
  },
});
