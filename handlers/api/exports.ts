// Exports, each its caller's alone: begun at once, written by the engine, followed by its id.
import { createHash, randomUUID } from "node:crypto";
import { Problem } from "../../core/api/problems.ts";
import type { Engine as EngineName } from "../../core/contract/api/schema.ts";
import type { Scalar } from "../../core/contract/values.ts";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import type { Query } from "../../core/query/select.ts";
import type { ExportFormat } from "../../core/query/unload.ts";
import { API_EXPORTS_PREFIX } from "../../core/records/api-exports.ts";
import { URL_SECONDS } from "../aws/signed-put.ts";
import { readContract } from "../http/contract.ts";
import type { Served } from "../http/serve.ts";
import { type Execution, Rejected } from "./engines/engine.ts";
import { ourFault } from "./engines/failed.ts";
import { withExports } from "./exports/writer.ts";
import type { Implement } from "./implement.ts";
import { modelRelation } from "./models/describe.ts";
import { declaredQuery } from "./named.ts";
import { keepOwned, readOwned } from "./owned.ts";
import { noSuchDataset } from "./pages.ts";
import { questionQuery } from "./question.ts";
import { datasetRelation } from "./relation.ts";

const KIND = "export";

/** What is kept of an export. */
interface Kept {
  readonly kind: "dataset" | "model" | "query";
  readonly name: string;
  readonly engine: EngineName;
  readonly format: ExportFormat;
  /** The engine's own id. */
  readonly execution: string;
  /** In the exports bucket. */
  readonly folder: string;
}

interface Sent {
  readonly dataset?: string | undefined;
  readonly model?: string | undefined;
  readonly query?: string | undefined;
  readonly parameters: Readonly<Record<string, Scalar>>;
  readonly select?: readonly string[] | undefined;
  readonly where: readonly string[];
}

const owner = ({ env, caller }: Served<ApiEnvironment>) => ({ table: env.API_TABLE, caller: caller.id });

export const exports: Implement<"createExport" | "getExport" | "cancelExport"> = {
  createExport: async ({ body }, served) => {
    const { env, caller } = served;
    const { format } = body;
    const { kind, name, engine, query } = await wanted(body, served);
    const folder = `${API_EXPORTS_PREFIX}${folderOf(caller.id)}/${randomUUID()}/`;
    return withExports(env, engine, async ({ writer, uri }) => {
      const execution = await begin(() => writer.begin(query, { to: uri(folder), format }));
      const kept: Kept = { kind, name, engine, format, execution, folder };
      const id = await keepOwned(owner(served), KIND, kept);
      return {
        status: 202,
        body: { ...describe(id, kept, await writer.look(execution)), files: [], expires_at: null },
        headers: { Location: `exports/${id}`, "Retry-After": "2" },
      };
    });
  },

  getExport: async ({ path: { id } }, served) => {
    const kept = await readOwned<Kept>(owner(served), KIND, id);
    return withExports(served.env, kept.engine, async ({ writer, links }) => {
      const execution = await writer.look(kept.execution);
      const isDone = execution.state === "succeeded";
      const files = isDone ? await links(kept.folder, kept.format) : [];
      const until = new Date(Date.now() + URL_SECONDS * 1000).toISOString();
      return {
        status: 200,
        body: { ...describe(id, kept, execution), files, expires_at: files.length > 0 ? until : null },
      };
    });
  },

  cancelExport: async ({ path: { id } }, served) => {
    const { engine, execution } = await readOwned<Kept>(owner(served), KIND, id);
    await withExports(served.env, engine, async ({ writer }) => {
      if ((await writer.look(execution)).state === "running") await writer.cancel(execution);
    });
    return { status: 204 };
  },
};

/** Of a caller, whose name nobody reads in a key. */
const folderOf = (caller: string): string => createHash("sha256").update(caller).digest("hex").slice(0, 32);

type Wanted = Pick<Kept, "kind" | "name" | "engine"> & { readonly query: Query };

/** @throws Problem not_permitted, invalid_request, not_found */
async function wanted(sent: Sent, served: Served<ApiEnvironment>): Promise<Wanted> {
  const { env, caller, settings } = served;
  const { dataset, model, query: named, select, where } = sent;
  const name = dataset ?? model ?? named ?? "";
  caller.require("exports", name);
  if (named !== undefined) {
    caller.require("queries", named);
    return { kind: "query", name, ...declaredQuery(settings.api, named, sent.parameters) };
  }
  const contract = await readContract(env);
  const question = { ...(select && { select: select.join(",") }), where };
  if (dataset !== undefined) {
    const relation = datasetRelation(contract, env.GLUE_DATABASE, name);
    if (!relation) throw noSuchDataset(name);
    return {
      ...{ kind: "dataset", name, engine: "athena" },
      query: questionQuery(relation, question, { part: "body" }),
    };
  }
  if (Object.hasOwn(contract.datasets, name))
    throw new Problem("not_found", `"${name}" is a dataset: send { "dataset": "${name}" }.`);
  const relation = await modelRelation(env, name);
  return {
    ...{ kind: "model", name, engine: "redshift" },
    query: questionQuery(relation, question, { part: "body" }),
  };
}

async function begin(start: () => Promise<string>): Promise<string> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof Rejected) throw ourFault(error.message);
    throw error;
  }
}

const describe = (
  id: string,
  { kind, name, engine, format }: Kept,
  { state, submitted_at, completed_at }: Execution,
) => ({
  ...{ id, kind, name, engine, format, state, submitted_at, completed_at },
  error: state === "failed" ? "The export failed. The operator's log of the engine says why." : null,
});
