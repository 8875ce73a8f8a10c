// Athena's query API with real SQL: tables resolved through the Glue catalog to objects in the emulated S3, run on
// DuckDB. Workgroups, tags, named queries and other data catalogs stay moto's.
import { join } from "node:path";
import { ApiError, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import { ClientPool, callerOf } from "../../sql/principal.ts";
import { ResultReader } from "../../sql/reader.ts";
import { queryExecution, queryResults, runtimeStatistics } from "./answers.ts";
import { type Execution, ExecutionStore } from "./execution.ts";
import { listDataCatalogs, METADATA_OPERATIONS, metadata, ownDataCatalog } from "./metadata.ts";
import { needsOf } from "./needs.ts";
import { type PreparedInput, PreparedStatements } from "./prepared.ts";
import type { Trino } from "./real-trino/engine.ts";
import { Runner } from "./runner.ts";
import { executionOf, type StartInput } from "./start.ts";
import { athenaTags } from "./tags.ts";
import { resultMacros } from "./trino/macros.ts";
import { getWorkgroup } from "./workgroup.ts";

interface IdInput {
  QueryExecutionId?: string;
}

/** What Athena is made with. */
export interface AthenaContext extends LocalContext {
  /** The real Trino that queries run on; DuckDB where absent. */
  trino?: Trino | undefined;
}

export function athena(context: AthenaContext): OwnService {
  const results = join(context.state, "executions");
  const store = new ExecutionStore(results);
  const clients = new ClientPool(context);
  const runner = new Runner(context.state, clients, store, () => context.trino);
  const prepared = new PreparedStatements(join(context.state, "prepared.json"));
  const reader = new ResultReader(results, resultMacros());

  const find = async (input: IdInput): Promise<Execution> => {
    const execution = await store.get(input.QueryExecutionId ?? "");
    if (execution) return execution;
    throw new ApiError("InvalidRequestException", `QueryExecution ${input.QueryExecutionId} was not found`);
  };

  const start = async (request: ServiceRequest, forward: Forward): Promise<unknown> => {
    const input = jsonBody<StartInput>(request);
    const used = await store.tokenUsed(input.ClientRequestToken, input);
    if (used === "changed") {
      throw new ApiError("InvalidRequestException", "Idempotent parameters do not match");
    }
    if (used) return { QueryExecutionId: used };
    const id = store.newId();
    const { execution, what } = await executionOf(input, id, request, forward, prepared);
    store.rememberToken(input.ClientRequestToken, input, id);
    await store.save(execution);
    runner.start(execution, what, callerOf(request));
    return { QueryExecutionId: id };
  };

  const list = async (input: {
    WorkGroup?: string;
    MaxResults?: number;
    NextToken?: string;
  }): Promise<unknown> => {
    const workgroup = input.WorkGroup ?? "primary";
    const ids = (await store.all()).filter((e) => e.workgroup === workgroup).reverse();
    const from = input.NextToken ? ids.findIndex((e) => e.id === input.NextToken) : 0;
    if (from < 0) throw new ApiError("InvalidRequestException", "NextToken is invalid");
    const to = from + (input.MaxResults ?? 50);
    return {
      QueryExecutionIds: ids.slice(from, to).map((e) => e.id),
      ...(to < ids.length && { NextToken: ids[to]?.id }),
    };
  };

  const batchGet = async (input: { QueryExecutionIds?: string[] }): Promise<unknown> => {
    const found: unknown[] = [];
    const missing: unknown[] = [];
    for (const id of input.QueryExecutionIds ?? []) {
      const execution = await store.get(id);
      if (execution) found.push(queryExecution(execution));
      else
        missing.push({
          QueryExecutionId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: `QueryExecution ${id} was not found`,
        });
    }
    return { QueryExecutions: found, UnprocessedQueryExecutionIds: missing };
  };

  const operations: Record<string, (request: ServiceRequest, forward: Forward) => Promise<unknown>> = {
    StartQueryExecution: start,
    GetQueryExecution: async (request) => ({ QueryExecution: queryExecution(await find(jsonBody(request))) }),
    GetQueryResults: async (request) => {
      const input = jsonBody<IdInput & { NextToken?: string; MaxResults?: number }>(request);
      return queryResults(await find(input), input, reader);
    },
    GetQueryRuntimeStatistics: async (request) => runtimeStatistics(await find(jsonBody(request))),
    StopQueryExecution: async (request) => {
      await runner.stop(await find(jsonBody(request)));
      return {};
    },
    ListQueryExecutions: async (request) => list(jsonBody(request)),
    BatchGetQueryExecution: async (request) => batchGet(jsonBody(request)),
    ListDataCatalogs: listDataCatalogs,
    CreatePreparedStatement: async (request, forward) => {
      const input = jsonBody<PreparedInput>(request);
      await getWorkgroup(request, forward, input.WorkGroup ?? "");
      return prepared.create(input);
    },
    GetPreparedStatement: (request) => prepared.get(jsonBody(request)),
    ListPreparedStatements: (request) => prepared.list(jsonBody(request)),
    BatchGetPreparedStatement: (request) => prepared.batchGet(jsonBody(request)),
    UpdatePreparedStatement: (request) => prepared.update(jsonBody(request)),
    DeletePreparedStatement: (request) => prepared.remove(jsonBody(request)),
  };
  for (const operation of METADATA_OPERATIONS) {
    operations[operation] = (request) => metadata(operation, request, clients.as(callerOf(request)).glue);
  }

  return {
    services: ["athena"],
    target: { prefix: "AmazonAthena", version: "1.1" },
    needs: needsOf(async (id) => (await store.get(id))?.workgroup),
    async handle(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
      const own = request.operation === "GetDataCatalog" && ownDataCatalog(request, context.accountId);
      if (own) return jsonAnswer(own);
      const operation = operations[request.operation ?? ""];
      if (!operation) return athenaTags(request, forward) ?? forward(request);
      try {
        return jsonAnswer(await operation(request, forward));
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
    async close() {
      await runner.close();
      await reader.close();
      clients.close();
    },
  };
}
