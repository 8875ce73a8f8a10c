// Tokens of a request's records, opened for a caller who may, with a purpose.
import { Problem } from "../../core/api/problems.ts";
import type { Column, Dataset } from "../../core/contract/schema.ts";
import type { DetokenizeEnvironment } from "../../core/environment/tokens.ts";
import { HeadraceError } from "../../core/errors.ts";
import { openTokens, reversibleColumns } from "../../core/inline/index.ts";
import { UNKNOWN_DATASET } from "../../core/records/token-audit.ts";
import { isKeyed } from "../../core/tokens/column.ts";
import { readTokenKeys } from "../../core/tokens/keys.ts";
import type { TokenSources } from "../../core/tokens/tokenizer.ts";
import { knownTokenKey } from "../aws/token-key.ts";
import { vaultOf } from "../aws/vault/vault.ts";
import { readContract } from "../http/contract.ts";
import { checkCount } from "../http/records.ts";
import type { Implementations } from "../http/serve.ts";
import { writeTokenAudit } from "./audit.ts";
import { takeFromBudget } from "./budget.ts";

type Implementation = Implementations<"detokenize", DetokenizeEnvironment>["detokenizeRecords"];

export const detokenizeRecords: Implementation = async ({ body }, { env, caller, requestId }) => {
  const { dataset: name, purpose } = body;
  const call = { caller: caller.id, purpose, request_id: requestId, records: body.records.length };
  try {
    caller.require("detokenize", name);
    checkCount(body.records.length);
    const contract = await readContract(env);
    const dataset = contract.datasets[name];
    if (!dataset) throw new Problem("not_found", `The contract has no dataset "${name}".`);
    const columns = columnsToOpen(name, dataset, body.columns);
    const records = textsOf(columns, body.records);
    await takeFromBudget(env, caller.id, countTokens(records));
    const opened = await openRecords(columns, records, env, body.key_version);
    const values = opened.flatMap((one) => Object.values(one.values)).filter((value) => value !== null);
    const columnNames = columns.map((column) => column.name);
    const event = "detokenized" as const;
    const said = { ...call, event, dataset: name, columns: columnNames, opened: values.length };
    // Whoever is answered is in the audit: a record that cannot be written ends the call.
    const id = await writeTokenAudit(env, said);
    return {
      status: 200,
      body: {
        dataset: name,
        audit_id: id,
        records: opened.map((one) => ({ values: one.values, unknown: [...one.unknown] })),
      },
    };
  } catch (error) {
    if (error instanceof Problem)
      await writeTokenAudit(env, {
        ...call,
        event: "refused",
        // What is in no contract is a caller's text, and no name to file records under.
        dataset: error.code === "not_found" ? UNKNOWN_DATASET : name,
        columns: body.columns,
        problem: error.code,
      });
    throw error;
  }
};

/** The columns to open. @throws Problem invalid_request where nothing can open one */
export function columnsToOpen(
  name: string,
  dataset: Dataset,
  wanted: readonly string[] | undefined,
): Column[] {
  const reversible = reversibleColumns(dataset);
  if (reversible.length === 0)
    throw refuse("/dataset", `"${name}" has no column that is tokenized with ff1 or vault`);
  const stray = wanted?.find((column) => !reversible.some((one) => one.name === column));
  if (stray !== undefined)
    throw refuse(
      "/columns",
      `"${stray}" is no column whose tokens can be opened: these are ${reversible.map((one) => one.name).join(", ")}`,
    );
  return wanted ? reversible.filter((one) => wanted.includes(one.name)) : reversible;
}

type Texts = { [column: string]: string | null };

/** What of the records is opened. @throws Problem invalid_request where it is no text */
export function textsOf(columns: readonly Column[], records: readonly Record<string, unknown>[]): Texts[] {
  return records.map((record, at) => {
    const found: Texts = {};
    for (const { name } of columns) {
      const token = Object.hasOwn(record, name) ? record[name] : undefined;
      if (token === undefined) continue;
      if (token !== null && typeof token !== "string")
        throw refuse(`/records/${at}/${name}`, "expected a token, which is text, or null");
      found[name] = token;
    }
    return found;
  });
}

const refuse = (pointer: string, detail: string): Problem =>
  new Problem("invalid_request", `body ${pointer}: ${detail}.`, {
    errors: [{ in: "body", pointer, detail }],
  });

export const countTokens = (records: readonly Texts[]): number =>
  records.reduce((sum, record) => sum + Object.values(record).filter(Boolean).length, 0);

export async function openRecords(
  columns: readonly Column[],
  records: readonly Texts[],
  env: DetokenizeEnvironment,
  version: number | undefined,
) {
  const used = columns.filter(({ name }) => records.some((record) => typeof record[name] === "string"));
  try {
    return await openTokens(columns, records, await sources(used, env), version);
  } catch (error) {
    // The only fault that a request can have here: a version that there is not.
    if (error instanceof HeadraceError && error.code === "token_key_missing" && version !== undefined)
      throw refuse("/key_version", "the token key has no such version");
    throw error;
  }
}

async function sources(columns: readonly Column[], env: DetokenizeEnvironment): Promise<TokenSources> {
  const keyed = columns.some(isKeyed);
  const secret =
    keyed && env.TOKEN_KEY_SECRET_ARN ? await knownTokenKey(env.TOKEN_KEY_SECRET_ARN) : undefined;
  return { keys: secret && readTokenKeys(secret), vault: vaultOf(env) };
}
