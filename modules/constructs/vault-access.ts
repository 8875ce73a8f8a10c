// What a role may do with a vault: find and make tokens, or open them. The key's encryption context tells the two apart, so
// that neither can do what the other may.
import { type KeyUse, USE_CONTEXT, VAULT_CONTEXT } from "../../core/records/vault.ts";
import { type Expr, type Statement, tf, type Value } from "../kit/index.ts";
import type { Account } from "./account.ts";

export interface VaultAccess {
  /** Name of the vault's table; null where there is none, and then `when` does not hold. */
  table: Expr;
  keyArn: Expr;
  when: Expr;
}

/** For who tokenizes: finds a value's token, and makes one where there is none. It can open none. */
export const tokenizeStatements = (at: Account, access: VaultAccess): Statement[] => [
  {
    sid: "FindTokens",
    actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem"],
    // A value that has its token is written no more.
    rarely: { AtFirst: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"] },
    resources: tableArn(at, access),
    when: access.when,
  },
  readTable(access),
  underKey("FindByIndex", "kms:Decrypt", access, ["index"]),
  underKey("SealValues", "kms:GenerateDataKey", access, ["index", "values"]),
];

/** For who opens tokens: reads sealed values and the keys that they are under. It can make none. */
export const openStatements = (at: Account, access: VaultAccess): Statement[] => [
  {
    sid: "ReadSealedValues",
    actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem"],
    resources: tableArn(at, access),
    when: access.when,
  },
  readTable(access),
  underKey("OpenValues", "kms:Decrypt", access, ["values"]),
];

// Terraform reads also what is left out.
const nameOf = ({ table }: VaultAccess): Expr => tf`coalesce(${table}, "none")`;

const tableArn = (at: Account, access: VaultAccess): string => at.arn("dynamodb", `table/${nameOf(access)}`);

/** DynamoDB decrypts the table on the caller's behalf. */
const readTable = (access: VaultAccess): Statement => ({
  sid: "ReadVaultTable",
  actions: ["kms:Decrypt"],
  resources: keyOf(access),
  conditions: { StringEquals: { "kms:EncryptionContext:aws:dynamodb:tableName": nameOf(access) } },
  when: access.when,
});

const underKey = (sid: string, action: string, access: VaultAccess, uses: readonly KeyUse[]): Statement => ({
  sid,
  actions: [action],
  resources: keyOf(access),
  conditions: {
    StringEquals: {
      [`kms:EncryptionContext:${VAULT_CONTEXT}`]: nameOf(access),
      [`kms:EncryptionContext:${USE_CONTEXT}`]: (uses.length === 1 ? uses[0] : [...uses]) as Value,
    },
  },
  when: access.when,
});

const keyOf = ({ keyArn }: VaultAccess): Expr => tf`coalesce(${keyArn}, "none")`;
