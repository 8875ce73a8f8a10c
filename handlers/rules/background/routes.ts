// Tasks: announced, started, told of. They are their caller's alone.
import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Problem } from "../../../core/api/problems.ts";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { lambda } from "../../aws/clients/lambda.ts";
import { sizeOf } from "../../aws/objects.ts";
import { stateOf } from "../../http/background.ts";
import type { Caller } from "../../http/caller.ts";
import { readContract } from "../../http/contract.ts";
import type { Implementations } from "../../http/serve.ts";
import { signResult, signUpload, uploadOf } from "./objects.ts";
import { noteTask, readTask, type TaskItem } from "./store.ts";

type Routes = Pick<Implementations<"rules", RulesEnvironment>, "createTask" | "startTask" | "getTask">;

export const taskRoutes: Routes = {
  createTask: async ({ body }, { env, caller, server }) => {
    const { work, dataset, bytes, sha256 } = body;
    caller.require(work, dataset);
    const contract = await readContract(env);
    if (!contract.datasets[dataset])
      throw new Problem("not_found", `The contract has no dataset "${dataset}".`);
    const of = [caller.id, work, dataset, env.CONTRACT_DIGEST, bytes, sha256];
    const id = createHash("sha256").update(JSON.stringify(of)).digest("hex").slice(0, 32);
    const noted = await noteTask(env.API_TABLE, {
      ...{ item_id: id, caller: caller.id, work, dataset, bytes, sha256, state: "waiting" },
      contract_digest: env.CONTRACT_DIGEST,
      created_at: new Date().toISOString(),
    });
    const upload = await signUpload(env, id, { bytes, sha256 });
    return {
      status: 201,
      body: { id, state: stateOf(noted), upload },
      headers: { Location: `${server}/tasks/${id}` },
    };
  },

  startTask: async ({ path: { id } }, { env, caller, server }) => {
    const item = await own(env, caller, id);
    caller.require(item.work, item.dataset);
    if (item.contract_digest !== env.CONTRACT_DIGEST)
      throw new Problem("conflict", "The contract is another one by now. Announce the file again.");
    const state = stateOf(item);
    const begins = state === "waiting" || state === "failed";
    if (begins) {
      if ((await sizeOf(uploadOf(env, id))) === undefined)
        throw new Problem("conflict", "The file is not put yet. PUT it to the URL of POST /tasks first.");
      await lambda().send(
        new InvokeCommand({
          FunctionName: String(process.env.AWS_LAMBDA_FUNCTION_NAME),
          InvocationType: "Event",
          Payload: JSON.stringify({ task_id: id }),
        }),
      );
    }
    return {
      status: 202,
      body: { id, state: begins ? "working" : state },
      headers: { Location: `${server}/tasks/${id}` },
    };
  },

  getTask: async ({ path: { id } }, { env, caller }) => {
    const item = await own(env, caller, id);
    const { work, dataset, created_at, result } = item;
    const file = (one: "rows" | "broken") => (result?.files.includes(one) ? signResult(env, id, one) : null);
    return {
      status: 200,
      body: {
        ...{ id, work, dataset, state: stateOf(item), created_at },
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
async function own(env: RulesEnvironment, caller: Caller, id: string): Promise<TaskItem> {
  const item = await readTask(env.API_TABLE, id);
  if (item?.caller === caller.id) return item;
  throw new Problem("not_found", "You have announced no task of this id.");
}
