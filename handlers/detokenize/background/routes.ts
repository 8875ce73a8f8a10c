// Openings in the background: announced, started, told of. Each is its caller's alone, and a refusal leaves an audit record.
import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Problem } from "../../../core/api/problems.ts";
import type { DetokenizeEnvironment } from "../../../core/environment/tokens.ts";
import { UNKNOWN_DATASET } from "../../../core/records/token-audit.ts";
import { lambda } from "../../aws/clients/lambda.ts";
import { sizeOf } from "../../aws/objects.ts";
import { stateOf } from "../../http/background.ts";
import type { Caller } from "../../http/caller.ts";
import { readContract } from "../../http/contract.ts";
import type { Implementations } from "../../http/serve.ts";
import { writeTokenAudit } from "../audit.ts";
import { columnsToOpen } from "../open.ts";
import { signUpload, signValues, uploadOf } from "./objects.ts";
import { type Opening, openings } from "./store.ts";

type Routes = Pick<
  Implementations<"detokenize", DetokenizeEnvironment>,
  "createOpening" | "startOpening" | "getOpening"
>;

export const openingRoutes: Routes = {
  createOpening: async ({ body }, { env, caller, requestId, server }) => {
    const { dataset: name, purpose, columns, key_version, bytes, sha256 } = body;
    try {
      caller.require("detokenize", name);
      const dataset = (await readContract(env)).datasets[name];
      if (!dataset) throw new Problem("not_found", `The contract has no dataset "${name}".`);
      columnsToOpen(name, dataset, columns);
    } catch (error) {
      if (error instanceof Problem)
        await writeTokenAudit(env, {
          ...{ event: "refused", caller: caller.id, purpose, columns, problem: error.code },
          dataset: error.code === "not_found" ? UNKNOWN_DATASET : name,
          request_id: requestId,
        });
      throw error;
    }
    const of = [caller.id, name, purpose, columns, key_version, env.CONTRACT_DIGEST, bytes, sha256];
    const id = createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 32);
    const noted = await openings.note(env.API_TABLE, {
      ...{ item_id: id, caller: caller.id, dataset: name, purpose, bytes, sha256, state: "waiting" },
      ...(columns && { columns }),
      ...(key_version !== undefined && { key_version }),
      contract_digest: env.CONTRACT_DIGEST,
      created_at: new Date().toISOString(),
    });
    const upload = await signUpload(env, id, { bytes, sha256 });
    return {
      status: 201,
      body: { id, state: stateOf(noted), upload },
      headers: { Location: `${server}/openings/${id}` },
    };
  },

  startOpening: async ({ path: { id } }, { env, caller, server }) => {
    const item = await own(env, caller, id);
    caller.require("detokenize", item.dataset);
    if (item.contract_digest !== env.CONTRACT_DIGEST)
      throw new Problem("conflict", "The contract is another one by now. Announce the file again.");
    const state = stateOf(item);
    const begins = state === "waiting" || state === "failed";
    if (begins) {
      if ((await sizeOf(uploadOf(env, id))) === undefined)
        throw new Problem("conflict", "The file is not put yet. PUT it to the URL of POST /openings first.");
      await lambda().send(
        new InvokeCommand({
          FunctionName: String(process.env.AWS_LAMBDA_FUNCTION_NAME),
          InvocationType: "Event",
          Payload: JSON.stringify({ opening_id: id }),
        }),
      );
    }
    return {
      status: 202,
      body: { id, state: begins ? "working" : state },
      headers: { Location: `${server}/openings/${id}` },
    };
  },

  getOpening: async ({ path: { id } }, { env, caller }) => {
    const item = await own(env, caller, id);
    caller.require("detokenize", item.dataset);
    const { dataset, purpose, created_at, result } = item;
    const state = stateOf(item);
    return {
      status: 200,
      body: {
        ...{ id, dataset, purpose, state, created_at },
        records: result?.records ?? null,
        opened: result?.opened ?? null,
        audit_id: result?.audit_id ?? null,
        rejected: result?.rejected ?? null,
        values: state === "done" ? await signValues(env, id) : null,
      },
    };
  },
};

/** The same answer whether there is none or it is another's. */
async function own(env: DetokenizeEnvironment, caller: Caller, id: string): Promise<Opening> {
  const item = await openings.read(env.API_TABLE, id);
  if (item?.caller === caller.id) return item;
  throw new Problem("not_found", "You have announced no opening of this id.");
}
