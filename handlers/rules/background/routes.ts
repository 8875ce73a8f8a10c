// Work in the background: announced, started, told of. It is its caller's alone.
import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Problem } from "../../../core/api/problems.ts";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { lambda } from "../../aws/clients/lambda.ts";
import { sizeOf } from "../../aws/objects.ts";
import type { Caller } from "../../http/caller.ts";
import { readContract } from "../../http/contract.ts";
import type { Implementations } from "../../http/serve.ts";
import { signResult, signUpload, uploadOf } from "./objects.ts";
import { noteWork, readWork, type WorkItem } from "./store.ts";

type Routes = Pick<Implementations<"rules", RulesEnvironment>, "createWork" | "startWork" | "getWork">;

export const workRoutes: Routes = {
  createWork: async ({ body }, { env, caller, server }) => {
    const { work, dataset, bytes, sha256 } = body;
    caller.require(work, dataset);
    const contract = await readContract(env);
    if (!contract.datasets[dataset])
      throw new Problem("not_found", `The contract has no dataset "${dataset}".`);
    const of = [caller.id, work, dataset, env.CONTRACT_DIGEST, bytes, sha256];
    const id = createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 32);
    const { state } = await noteWork(env.API_TABLE, {
      ...{ work_id: id, caller: caller.id, work, dataset, bytes, sha256, state: "waiting" },
      contract_digest: env.CONTRACT_DIGEST,
      created_at: new Date().toISOString(),
    });
    const upload = await signUpload(env, id, { bytes, sha256 });
    return { status: 201, body: { id, state, upload }, headers: { Location: `${server}/tasks/${id}` } };
  },

  startWork: async ({ path: { id } }, { env, caller, server }) => {
    const item = await own(env, caller, id);
    caller.require(item.work, item.dataset);
    if (item.contract_digest !== env.CONTRACT_DIGEST)
      throw new Problem("conflict", "The contract is another one by now. Announce the file again.");
    if (item.state === "waiting" || item.state === "failed") {
      if ((await sizeOf(uploadOf(env, id))) === undefined)
        throw new Problem("conflict", "The file is not put yet. PUT it to the URL of POST /tasks first.");
      await lambda().send(
        new InvokeCommand({
          FunctionName: String(process.env.AWS_LAMBDA_FUNCTION_NAME),
          InvocationType: "Event",
          Payload: JSON.stringify({ work_id: id }),
        }),
      );
    }
    const state = item.state === "waiting" || item.state === "failed" ? "working" : item.state;
    return { status: 202, body: { id, state }, headers: { Location: `${server}/tasks/${id}` } };
  },

  getWork: async ({ path: { id } }, { env, caller }) => {
    const { work, dataset, state, created_at, result } = await own(env, caller, id);
    const file = (one: "rows" | "broken") => (result?.files.includes(one) ? signResult(env, id, one) : null);
    return {
      status: 200,
      body: {
        ...{ id, work, dataset, state, created_at },
        valid: result?.valid ?? null,
        invalid: result?.invalid ?? null,
        reasons: result?.reasons ?? {},
        ignored_columns: result?.ignored_columns ?? [],
        rejected: result?.rejected ?? null,
        rows: await file("rows"),
        broken: await file("broken"),
      },
    };
  },
};

/** The same answer whether there is none or it is another's. */
async function own(env: RulesEnvironment, caller: Caller, id: string): Promise<WorkItem> {
  const item = await readWork(env.API_TABLE, id);
  if (item?.caller === caller.id) return item;
  throw new Problem("not_found", "You have announced no work of this id.");
}
