// What a function makes and opens tokens with: the token key's secret, and the vault.
import * as z from "zod";
import { type Expr, type Statement, tf, type Value, type Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import { optionalArn } from "./inputs.ts";

export const tokenSourceInputs = {
  token_key_secret_arn: optionalArn(
    "secretsmanager",
    "ARN of the token key's secret, where a column of the contract says `tokenize: hmac` or `ff1`.",
  ),
  uses_token_key: z
    .boolean()
    .default(true)
    .describe("Whether a column says so. Where none does, the role may not use the token key."),
  vault_table_name: z
    .string()
    .nullable()
    .default(null)
    .describe("Name of the vault's table, where a column of the contract says `tokenize: vault`."),
  vault_kms_key_arn: optionalArn("kms", "ARN of the vault's KMS key."),
};

type TokenSourceVars = Vars<z.ZodObject<typeof tokenSourceInputs>>;

export const vaultRule = (vars: Pick<TokenSourceVars, "vault_table_name" | "vault_kms_key_arn">): Rule => ({
  variable: "vault_kms_key_arn",
  condition: tf`(${vars.vault_table_name} == null) == (${vars.vault_kms_key_arn} == null)`,
  message: "Give vault_table_name and vault_kms_key_arn together.",
});

export const tokenSourceVariables = (vars: TokenSourceVars): { [name: string]: Value } => ({
  TOKEN_KEY_SECRET_ARN: tf`${vars.uses_token_key} ? ${vars.token_key_secret_arn} : null`,
  VAULT_TABLE: vars.vault_table_name,
  VAULT_KMS_KEY_ARN: vars.vault_kms_key_arn,
});

export const vaultOfVars = (vars: TokenSourceVars) => ({
  table: vars.vault_table_name,
  keyArn: vars.vault_kms_key_arn,
  when: tf`${vars.vault_table_name} != null`,
});

/** @param makes whether the function makes the key where there is none */
export const useTokenKey = (vars: TokenSourceVars, makes: boolean): Statement => ({
  sid: "UseTokenKey",
  actions: ["secretsmanager:GetSecretValue"],
  ...(makes && { rarely: { AtFirst: ["secretsmanager:PutSecretValue"] } }),
  resources: orNone(vars.token_key_secret_arn),
  when: tf`${vars.token_key_secret_arn} != null && ${vars.uses_token_key}`,
});

// Terraform reads also what is left out.
const orNone = (arn: Expr): Expr => tf`coalesce(${arn}, "none")`;
