// The Redshift Data API with real SQL: a DuckDB file per database, external schemas through the Glue catalog, COPY and
// UNLOAD against the emulated S3 with the rights of the role that is named.
import { join } from "node:path";
import { ApiError, epochSeconds, errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import type {
  Forward,
  LocalContext,
  OwnService,
  ServiceRequest,
  ServiceResponse,
} from "../../gateway/service.ts";
import { ObjectCache } from "../../sql/objects.ts";
import { ClientPool } from "../../sql/principal.ts";
import { ResultReader } from "../../sql/reader.ts";
import { SqlError } from "../../sql/tokens.ts";
import { describeStatement, resultPage, targetOf } from "./api/answers.ts";
import {
  type CatalogInput,
  describeTable,
  listDatabases,
  listSchemas,
  listTables,
} from "./api/catalog-operations.ts";
import { historyOf } from "./api/history.ts";
import { type ListInput, listSessions, listStatements } from "./api/listings.ts";
import { isOver, Records, type StatementRecord, type SubStatement } from "./api/records.ts";
import { type RuntimeBase, StatementRunner } from "./api/runner.ts";
import { type ApiSession, checkSeconds, Sessions } from "./api/sessions.ts";
import { recordOf, type SubmitInput } from "./api/submit.ts";
import { redshiftError } from "./dialect/errors.ts";
import { Databases } from "./engine/databases.ts";
import { statementUser } from "./engine/identity.ts";
import { Roles } from "./engine/roles.ts";
import type { Runtime } from "./engine/runtime.ts";
import type { Session } from "./engine/session.ts";
import { getCluster, getWorkgroup, type Warehouse } from "./engine/warehouses.ts";
import { needs } from "./needs.ts";

interface IdInput {
  Id?: string;
  NextToken?: string;
  WaitTimeSeconds?: number;
}

export function redshiftData(context: LocalContext): OwnService {
  const results = join(context.state, "statements");
  const records = new Records(results);
  const runner = new StatementRunner(records);
  const sessions = new Sessions();
  const clients = new ClientPool(context);
  const roles = new Roles(context, clients);
  const cache = new ObjectCache(join(context.state, "objects"));
  const databases = new Databases(context.state, [results]);
  const reader = new ResultReader(results, ["SET TimeZone = 'UTC'"]);

  const warehouseOf = async (input: SubmitInput, region: string, forward: Forward): Promise<Warehouse> => {
    if (input.ClusterIdentifier) return getCluster(context, forward, region, input.ClusterIdentifier);
    if (input.WorkgroupName) return getWorkgroup(context, forward, region, input.WorkgroupName);
    throw new ApiError(
      "ValidationException",
      "Either ClusterIdentifier or WorkgroupName needs to be specified.",
    );
  };

  const userOf = (input: SubmitInput, warehouse: Warehouse, request: ServiceRequest, forward: Forward) =>
    statementUser(context, input, warehouse, request, forward);

  const baseOf = (warehouse: Warehouse, user: string, forward: Forward): RuntimeBase => ({
    cache,
    region: warehouse.region,
    accountId: context.accountId,
    forward,
    as: (role, region = warehouse.region) => {
      const wanted = role === "default" ? warehouse.defaultRole : role;
      if (!wanted)
        throw new ApiError("ValidationException", `ERROR: ${warehouse.id} has no default IAM role`);
      return roles.as(wanted, warehouse, user, region);
    },
    history: () => historyOf(records.known(), warehouse.data),
    databases: async () => [warehouse.database],
  });

  const submit = async (request: ServiceRequest, forward: Forward, batch: boolean): Promise<unknown> => {
    const input = jsonBody<SubmitInput>(request);
    const caller = request.accessKeyId ?? "";
    const before = await records.byToken(input.ClientToken, caller);
    if (before) return submitted(before);
    if (input.SessionKeepAliveSeconds !== undefined) checkSeconds(input.SessionKeepAliveSeconds);
    const held: ApiSession | undefined = input.SessionId ? sessions.get(input.SessionId) : undefined;
    const warehouse = held?.warehouse ?? (await warehouseOf(input, request.region, forward));
    const user = held?.session.user ?? (await userOf(input, warehouse, request, forward));
    const database = held?.session.database.name ?? input.Database ?? warehouse.database;
    const { record, tokens } = recordOf(input, batch, warehouse, database, user, caller, records);
    const base = baseOf(warehouse, user, forward);
    const opening: Promise<Session> = held
      ? Promise.resolve(held.session)
      : databases.connect(warehouse, database, user);
    let session = held;
    if (!session && input.SessionKeepAliveSeconds) {
      // Where there is nothing to open, the statement fails by it, as it does without a session.
      const opened = await opening.catch(() => undefined);
      session = opened && sessions.open(opened, warehouse, input.SessionKeepAliveSeconds);
    }
    record.sessionId = session?.id;
    await records.save(record);
    const kept = session;
    const turn = kept?.queue ?? Promise.resolve();
    if (kept) sessions.hold(kept, record.id);
    const done = runner.start(record, tokens, opening, base, turn, async (used) => {
      if (kept) {
        if (kept.statement === record.id) sessions.release(kept, input.SessionKeepAliveSeconds);
      } else await used?.close();
    });
    if (kept) kept.queue = done;
    await runner.wait(record.id, Math.min(input.WaitTimeSeconds ?? 0, 30));
    return submitted(record);
  };

  const submitted = (record: StatementRecord): unknown => ({
    Id: record.id,
    CreatedAt: epochSeconds(record.created),
    ...targetOf(record),
    Status: record.status,
    HasResultSet: record.statements.at(-1)?.result !== undefined,
    ...(record.sessionId && { SessionId: record.sessionId }),
  });

  /** A record, and which of its statements an id names. */
  const find = async (input: IdInput): Promise<{ record: StatementRecord; statement: SubStatement }> => {
    const [id, number] = (input.Id ?? "").split(":");
    const record = await records.get(id as string);
    const statement = record?.statements.at(number === undefined ? -1 : Number(number) - 1);
    if (record && statement) return { record, statement };
    throw new ApiError("ResourceNotFoundException", "Query does not exist.", { ResourceId: input.Id ?? "" });
  };

  const result = async (request: ServiceRequest, format: "JSON" | "CSV"): Promise<ServiceResponse> => {
    const input = jsonBody<IdInput>(request);
    const { record, statement } = await find(input);
    await runner.wait(record.id, Math.min(input.WaitTimeSeconds ?? 0, 30));
    if (record.format !== format) {
      const other = record.format === "CSV" ? "GetStatementResultV2" : "GetStatementResult";
      throw new ApiError(
        "ValidationException",
        `The result format of the statement is ${record.format}: use ${other}.`,
      );
    }
    return { ...jsonAnswer({}), body: await resultPage(statement, format, input.NextToken, reader) };
  };

  const cancel = async (request: ServiceRequest): Promise<unknown> => {
    const { record } = await find(jsonBody<IdInput>(request));
    if (isOver(record.status)) {
      throw new ApiError(
        "ValidationException",
        `Could not cancel a query that is already in ${record.status} state with ID: ${record.id}.`,
      );
    }
    await runner.cancel(record);
    return { Status: true };
  };

  const catalog =
    (work: (input: CatalogInput, runtime: Runtime) => Promise<unknown>) =>
    async (request: ServiceRequest, forward: Forward): Promise<unknown> => {
      const input = jsonBody<SubmitInput & CatalogInput & { ConnectedDatabase?: string }>(request);
      const warehouse = await warehouseOf(input, request.region, forward);
      const user = await userOf(input, warehouse, request, forward);
      const database = input.ConnectedDatabase ?? input.Database ?? warehouse.database;
      const session = await databases.connect(warehouse, database, user).catch((error: unknown) => {
        // As the API reference has it, a failure of the service (500): a statement fails with these words instead.
        throw error instanceof SqlError
          ? new ApiError("DatabaseConnectionException", error.message, {}, 500)
          : error;
      });
      try {
        const base = baseOf(warehouse, user, forward);
        return await work(input, {
          ...base,
          session,
          calls: new Map(),
          queryId: 0,
          folder: session.database.work,
          resultFile: "",
        });
      } catch (error) {
        if (error instanceof ApiError) throw error;
        throw new ApiError("ValidationException", redshiftError(error));
      } finally {
        await session.close();
      }
    };

  const operations: Record<string, (request: ServiceRequest, forward: Forward) => Promise<unknown>> = {
    ExecuteStatement: (request, forward) => submit(request, forward, false),
    BatchExecuteStatement: (request, forward) => submit(request, forward, true),
    DescribeStatement: async (request) => {
      const input = jsonBody<IdInput>(request);
      const { record } = await find(input);
      await runner.wait(record.id, Math.min(input.WaitTimeSeconds ?? 0, 30));
      return describeStatement(record);
    },
    CancelStatement: cancel,
    ListStatements: async (request) =>
      listStatements(await records.all(), jsonBody<ListInput>(request), request.accessKeyId),
    ListSessions: async () => listSessions(sessions.all()),
    ListDatabases: catalog(listDatabases),
    ListSchemas: catalog(listSchemas),
    ListTables: catalog(listTables),
    DescribeTable: catalog(describeTable),
  };

  return {
    services: ["redshift-data"],
    target: { prefix: "RedshiftData", version: "1.1" },
    needs,
    async handle(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
      try {
        if (request.operation === "GetStatementResult") return await result(request, "JSON");
        if (request.operation === "GetStatementResultV2") return await result(request, "CSV");
        const operation = operations[request.operation ?? ""];
        if (!operation)
          throw new ApiError(
            "ValidationException",
            `The local Redshift Data API has no operation ${request.operation}.`,
          );
        return jsonAnswer(await operation(request, forward));
      } catch (error) {
        return errorAnswer(request, error);
      }
    },
    async close() {
      await runner.close();
      await sessions.close();
      await reader.close();
      await databases.close();
      roles.close();
      clients.close();
    },
  };
}
