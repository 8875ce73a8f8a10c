// Openings in the background: announced, started, told of. Each is its caller's alone, and a refusal leaves an audit record.
import { Problem } from "../../../core/api/problems.ts";
import type { DetokenizeEnvironment } from "../../../core/environment/tokens.ts";
import { UNKNOWN_DATASET } from "../../../core/records/token-audit.ts";
import { stateOf } from "../../http/background.ts";
import { idOf, ownItem, startWork } from "../../http/background-files.ts";
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
    const id = idOf(caller.id, name, purpose, columns, key_version, env.CONTRACT_DIGEST, bytes, sha256);
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
    const state = await startWork(item, {
      ...{ contractDigest: env.CONTRACT_DIGEST, upload: uploadOf(env, id), announcedAt: "/openings" },
      event: { opening_id: id },
    });
    return {
      status: 202,
      body: { id, state },
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

const own = (env: DetokenizeEnvironment, caller: Caller, id: string): Promise<Opening> =>
  ownItem(openings, { table: env.API_TABLE, caller, id, noun: "opening" });
