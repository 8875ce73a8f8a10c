// What must hold of a pipeline's vault, which no type says.
import { tf, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { inputs } from "./inputs.ts";

export const vaultRules = ({ vault, ...vars }: Vars<typeof inputs>): Rule[] => [
  {
    variable: "vault",
    condition: tf`${vault.attr("create")} == (${vault.attr("table_name")} == null)`,
    message: "Give vault.table_name where vault.create is false, and only there.",
  },
  {
    variable: "vault",
    condition: tf`(${vault.attr("create")} && ${vault.attr("create_kms_key")}) == (${vault.attr("kms_key_arn")} == null)`,
    message:
      "Give vault.kms_key_arn where vault.create or vault.create_kms_key is false, and only there: the key of the vault.",
  },
  {
    variable: "vault",
    condition: tf`${vault.attr("kms_key_arn")} == null ? true : !contains(concat(${vars.additional_kms_key_arns}, compact([${vars.kms_key_arn}])), ${vault.attr("kms_key_arn")})`,
    message:
      "Give the vault a key that is neither kms_key_arn nor one of additional_kms_key_arns: every function may decrypt with these, and so open every token.",
  },
];
