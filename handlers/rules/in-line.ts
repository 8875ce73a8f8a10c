// Records of a request, judged, cleansed or tokenized in line.
import { Problem } from "../../core/api/problems.ts";
import type { RulesEnvironment } from "../../core/environment/tokens.ts";
import { applyRules } from "../../core/inline/apply.ts";
import { elementsOf, type InlineWork } from "../../core/inline/index.ts";
import { readContract } from "../http/contract.ts";
import { checkCount } from "../http/records.ts";
import type { Implementations } from "../http/serve.ts";
import { SCRATCH } from "./scratch.ts";
import { tokenSources } from "./sources.ts";

/** API Gateway waits no longer; a task may take the function longer. */
const LONGEST_MS = 29_000;
/** Kept back for the answer. */
const RESERVE_MS = 1_000;

type Implementation = Implementations<"rules", RulesEnvironment>["validateRecords"];

const by =
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
      ...(await tokenSources(work, dataset, env)),
      signal: AbortSignal.timeout(Math.max(1, Math.min(remaining(), LONGEST_MS) - RESERVE_MS)),
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

export const inLine = {
  validateRecords: by("validate"),
  cleanseRecords: by("cleanse"),
  tokenizeRecords: by("tokenize"),
};
