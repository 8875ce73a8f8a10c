// The vault of `tokenize: vault`, where a column says so.
import * as z from "zod";
import { destroyGuard } from "../../constructs/guard.ts";
import { local, moduleCall, tf } from "../../kit/index.ts";
import { vault } from "../../vault/index.ts";
import { member } from "../member.ts";

const text = (description: string) => z.string().describe(description);

export const vaultMember = member({
  names: {},
  outputs: {
    vault_table_name: text("Name of the vault's table; null where no column says `tokenize: vault`."),
    vault_table_arn: text("ARN of that table, or null."),
    vault_kms_key_arn: text("ARN of the vault's KMS key; null where no column says `tokenize: vault`."),
  },
  build({ scope, at, vars, shared, asks }) {
    const asked = vars.vault;
    const when = tf`${asked.attr("create")} && (${asks.vault} || ${asked.attr("keep")})`;
    const outputs = moduleCall(
      scope,
      "vault",
      vault,
      {
        name: shared.every.name,
        tags: shared.every.tags,
        ...shared.force,
        create_kms_key: asked.attr("create_kms_key"),
        kms_key_arn: asked.attr("kms_key_arn"),
        point_in_time_recovery: asked.attr("point_in_time_recovery"),
      },
      { when },
    );
    // Stands before the module's own guards, and knows how the vault is kept.
    destroyGuard(scope, "vault_guard", {
      count: tf`${when} ? 1 : 0`,
      force_destroy: vars.force_destroy,
      holds: "No token of the vault can be opened without it.",
      apply: "vault.keep to keep it, or force_destroy and i_understand_that_data_is_lost,",
      depends_on: ["module.vault"],
    });
    const ofUse = (made: string, own: string) =>
      tf`!${asks.vault} ? null : ${asked.attr("create")} ? ${outputs[made as keyof typeof outputs]} : ${asked.attr(own)}`;
    const table = local(scope, "vault_table_name", ofUse("table_name", "table_name"));
    const keyArn = local(scope, "vault_kms_key_arn", ofUse("kms_key_arn", "kms_key_arn"));
    return {
      outputs: {
        vault_table_name: table,
        vault_table_arn: tf`one([for name in ${table}[*] : "arn:\${${at.partition}}:dynamodb:\${${at.region}}:\${${at.id}}:table/\${name}"])`,
        vault_kms_key_arn: keyArn,
      },
    };
  },
});
