// Records of a request, judged, cleansed or tokenized in line.
import { Problem } from "../../core/api/problems.ts";
import type { Column } from "../../core/contract/schema.ts";
import type { RulesEnvironment } from "../../core/environment/tokens.ts";
import { applyRules } from "../../core/inline/apply.ts";
import { elementsOf, type InlineWork } from "../../core/inline/index.ts";
import { isKeyed } from "../../core/tokens/column.ts";
import { tokenKey } from "../aws/token-key.ts";
import { vaultOf } from "../aws/vault/vault.ts";
import { readContract } from "../http/contract.ts";
import { checkCount } from "../http/records.ts";
import type { Implementations } from "../http/serve.ts";
import { SCRATCH } from "./scratch.ts";

/** Kept back for the answer, of what API Gateway gives a request. */
const RESERVE_MS = 1_000;

type Implementation = Implementations<"rules", RulesEnvironment>["validateRecords"];

export const inLine =
  (work: InlineWork): Implementation =>
  async ({ body }, { env, caller, bytes, remaining }) => {
    const { dataset: name } = body;
    caller.require(work, name);
    checkCount(body.records.length);
    const contract = await readContract(env);
    const dataset = contract.datasets[name];
    if (!dataset) throw new Problem("not_found", `The contract has no dataset "${name}".`);
    // As they were sent: a number's text may say more than the number.
    const records = elementsOf(new TextDecoder().decode(bytes), "records");
    if (records?.length !== body.records.length)
      throw new Error("the body's records are not those that were read");
    const { outcomes, ignoredColumns, rejected } = await applyRules({
      contract,
      dataset: name,
      work,
      records,
      scratch: SCRATCH,
      ...(work === "tokenize" && (await sources(dataset.columns, env))),
      signal: AbortSignal.timeout(Math.max(1, remaining() - RESERVE_MS)),
    });
    const valid = outcomes.filter(({ reasons }) => !reasons).length;
    return {
      status: 200,
      body: {
        dataset: name,
        valid,
        invalid: outcomes.length - valid,
        outcomes: outcomes.map(({ row, reasons }) => ({
          valid: !reasons,
          reasons: [...(reasons ?? [])],
          row: row ?? null,
        })),
        ignored_columns: ignoredColumns,
        rejected: rejected ?? null,
      },
    };
  };

/** What the columns' tokens are made with. */
async function sources(columns: readonly Column[], env: RulesEnvironment) {
  const keyed = columns.some(isKeyed);
  const key = keyed && env.TOKEN_KEY_SECRET_ARN ? await tokenKey(env.TOKEN_KEY_SECRET_ARN) : undefined;
  const inVault = columns.some(({ tokenize }) => tokenize === "vault");
  const vault = inVault ? vaultOf(env) : undefined;
  return { ...(key && { tokenKey: key }), ...(vault && { vault }) };
}
