// ExecuteStatement and BatchExecuteStatement: what a request asks for, checked, as a record that the runner can run.
import { randomUUID } from "node:crypto";
import { ApiError } from "../../../gateway/aws-json.ts";
import { statements as split } from "../../../sql/structure.ts";
import { SqlError, type Token } from "../../../sql/tokens.ts";
import { readSql } from "../dialect/lexicon.ts";
import type { Warehouse } from "../engine/warehouses.ts";
import { checkParameters, type Parameter } from "./parameters.ts";
import type { Records, StatementRecord } from "./records.ts";

export interface SubmitInput {
  Sql?: string;
  Sqls?: string[];
  ClusterIdentifier?: string;
  WorkgroupName?: string;
  SecretArn?: string;
  DbUser?: string;
  Database?: string;
  StatementName?: string;
  Parameters?: Parameter[];
  ClientToken?: string;
  ResultFormat?: "JSON" | "CSV";
  SessionKeepAliveSeconds?: number;
  SessionId?: string;
  ExecutionMode?: string;
  WaitTimeSeconds?: number;
}

const MAX_SQL_BYTES = 100 * 1024;
const MAX_BATCH = 40;

/** The record, and the tokens of each statement. Text that cannot be cut into tokens has none: it fails when it runs. */
export function recordOf(
  input: SubmitInput,
  batch: boolean,
  warehouse: Warehouse,
  database: string,
  user: string,
  caller: string,
  records: Records,
): { record: StatementRecord; tokens: (readonly Token[] | SqlError)[] } {
  const texts = batch ? (input.Sqls ?? []) : [input.Sql ?? ""];
  if (texts.length === 0 || texts.length > MAX_BATCH) {
    throw new ApiError("ValidationException", `A batch has 1 to ${MAX_BATCH} statements.`);
  }
  for (const text of texts) {
    if (!text.trim()) throw new ApiError("ValidationException", "SQL statements must not be empty.");
    if (Buffer.byteLength(text) > MAX_SQL_BYTES) {
      throw new ApiError("ValidationException", `SQL statements have at most ${MAX_SQL_BYTES} bytes.`);
    }
  }
  const tokens = texts.map(read);
  checkParameters(
    tokens.map((one) => (one instanceof SqlError ? [] : one)),
    input.Parameters ?? [],
  );
  const id = randomUUID();
  const now = Date.now();
  return {
    tokens,
    record: {
      id,
      batch,
      statements: texts.map((sql, i) => ({
        id: batch ? `${id}:${i + 1}` : id,
        sql,
        status: "SUBMITTED",
        created: now,
        updated: now,
        queryId: records.nextQueryId(),
      })),
      status: "SUBMITTED",
      created: now,
      updated: now,
      warehouse: warehouse.id,
      kind: warehouse.kind,
      data: warehouse.data,
      database,
      user,
      secretArn: input.SecretArn,
      name: input.StatementName,
      parameters: input.Parameters ?? [],
      format: input.ResultFormat ?? "JSON",
      clientToken: input.ClientToken,
      executionMode: batch ? (input.ExecutionMode ?? "TRANSACTION") : undefined,
      caller,
    },
  };
}

function read(sql: string): readonly Token[] | SqlError {
  try {
    const parts = split(readSql(sql));
    if (parts.length > 1) {
      return new SqlError(
        "ERROR",
        "multiple SQL statements in one string are not allowed: use BatchExecuteStatement",
      );
    }
    return parts[0] ?? new SqlError("ERROR", "syntax error at end of input");
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}
