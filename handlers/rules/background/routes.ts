// Tasks: announced, started, told of. They are their caller's alone.
import { Problem } from "../../../core/api/problems.ts";
import type { RulesEnvironment } from "../../../core/environment/tokens.ts";
import { stateOf } from "../../http/background.ts";
import { idOf, ownItem, startWork } from "../../http/background-files.ts";
import type { Caller } from "../../http/caller.ts";
import { readContract } from "../../http/contract.ts";
import type { Implementations } from "../../http/serve.ts";
import { signResult, signUpload, uploadOf } from "./objects.ts";
import { type TaskItem, tasks } from "./store.ts";

type Routes = Pick<Implementations<"rules", RulesEnvironment>, "createTask" | "startTask" | "getTask">;

export const taskRoutes: Routes = {
  createTask: async ({ body }, { env, caller, server }) => {
    const { work, dataset, bytes, sha256 } = body;
    caller.require(work, dataset);
    const contract = await readContract(env);
    if (!contract.datasets[dataset])
      throw new Problem("not_found", `The contract has no dataset "${dataset}".`);
    const id = idOf(caller.id, work, dataset, env.CONTRACT_DIGEST, bytes, sha256);
    const noted = await tasks.note(env.API_TABLE, {
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
    const state = await startWork(item, {
      ...{ contractDigest: env.CONTRACT_DIGEST, upload: uploadOf(env, id), announcedAt: "/tasks" },
      event: { task_id: id },
    });
    return {
      status: 202,
      body: { id, state },
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

const own = (env: RulesEnvironment, caller: Caller, id: string): Promise<TaskItem> =>
  ownItem(tasks, { table: env.API_TABLE, caller, id, noun: "task" });
