// What roles did of what they may, as the local AWS keeps account of it.
import { rarelyWords } from "../../../core/environment/rarely.ts";
import { status } from "../../../local/index.ts";
import type { Access } from "../../../page/model/page.ts";
import { accessAnswer } from "../../local-report.ts";
import type { Seen } from "./seen.ts";

/** Undefined where nobody keeps account of it, as on AWS. */
export async function accessOf({ local }: Seen): Promise<Access | undefined> {
  if (!local) return undefined;
  const { counts, permissions, denied } = accessAnswer(await status(local));
  return {
    counts,
    permissions: permissions.map(({ role, action, used, rarely }) => ({
      role,
      action,
      used,
      ...(rarely && { why: rarelyWords(rarely) }),
    })),
    denied: denied.map(({ role, ...rest }) => ({ role: String(role.split("/").at(-1)), ...rest })),
  };
}
