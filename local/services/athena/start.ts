// StartQueryExecution: whose settings hold (the workgroup's or the request's), where results go, whether it is SQL at all.

import { ApiError } from "../../gateway/aws-json.ts";
import type { Forward, ServiceRequest } from "../../gateway/service.ts";
import { Cursor, splitTop } from "../../sql/structure.ts";
import { isWord, render, SqlError, type Token, tokenize } from "../../sql/tokens.ts";
import type { Encryption } from "../../sql/upload.ts";
import type { Execution } from "./execution.ts";
import { bindParameters } from "./parameters.ts";
import type { PreparedStatements } from "./prepared.ts";
import { preparation } from "./statements/prepare.ts";
import { recognise } from "./statements/recognise.ts";
import type { Recognised } from "./statements/statement.ts";
import { ATHENA } from "./trino/lexicon.ts";
import { getWorkgroup } from "./workgroup.ts";

export interface StartInput {
  QueryString?: string;
  ClientRequestToken?: string;
  QueryExecutionContext?: { Database?: string; Catalog?: string };
  ResultConfiguration?: {
    OutputLocation?: string;
    EncryptionConfiguration?: { EncryptionOption?: string; KmsKey?: string };
  };
  WorkGroup?: string;
  ExecutionParameters?: string[];
}

function encryptionOf(configuration: Execution["encryptionConfiguration"]): Encryption {
  if (configuration?.EncryptionOption === "SSE_S3") return { ServerSideEncryption: "AES256" };
  if (configuration?.EncryptionOption === "SSE_KMS") {
    return { ServerSideEncryption: "aws:kms", SSEKMSKeyId: configuration.KmsKey };
  }
  return {};
}

/** The execution that a request asks for, QUEUED. Throws an ApiError where Athena would refuse the request itself. */
export async function executionOf(
  input: StartInput,
  id: string,
  request: ServiceRequest,
  forward: Forward,
  prepared: PreparedStatements,
): Promise<{ execution: Execution; what: Recognised }> {
  if (!input.QueryString?.trim()) {
    throw new ApiError(
      "InvalidRequestException",
      "Value at 'queryString' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const workgroup = await getWorkgroup(request, forward, input.WorkGroup ?? "primary");
  if (!workgroup.enabled) {
    throw new ApiError("InvalidRequestException", `WorkGroup ${workgroup.name} is disabled.`);
  }
  const own = input.ResultConfiguration;
  const location = workgroup.enforced
    ? workgroup.outputLocation
    : (own?.OutputLocation ?? workgroup.outputLocation);
  if (!location) {
    throw new ApiError(
      "InvalidRequestException",
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
  }
  if (!/^s3:\/\/[^/]+/.test(location)) {
    throw new ApiError("InvalidRequestException", `outputLocation is not a valid S3 path: ${location}`);
  }
  const catalog = input.QueryExecutionContext?.Catalog;
  if (catalog && catalog.toLowerCase() !== "awsdatacatalog") {
    throw new ApiError(
      "InvalidRequestException",
      `NOT_SUPPORTED: data catalog ${catalog}: only AwsDataCatalog is available locally`,
    );
  }
  const { query, parameters, statement, tokens } = await readQuery(input, workgroup.name, prepared);
  const outputFolder = location.endsWith("/") ? location : `${location}/`;
  const encryptionConfiguration = workgroup.enforced
    ? workgroup.encryption
    : (own?.EncryptionConfiguration ?? workgroup.encryption);
  const extension = statement.kind === "DML" && statement.type !== "INSERT" ? ".csv" : ".txt";
  const execution: Execution = {
    id,
    query,
    parameters,
    kind: statement.kind,
    type: statement.type,
    workgroup: workgroup.name,
    // aws-sdk-pandas and others give the name in DDL's backticks.
    database: input.QueryExecutionContext?.Database?.replace(/^`(.*)`$/, "$1"),
    catalog,
    enforced: workgroup.enforced,
    encryption: encryptionOf(encryptionConfiguration),
    encryptionConfiguration,
    bytesScannedCutoff: workgroup.bytesScannedCutoff,
    outputFolder,
    outputLocation: `${outputFolder}${id}${statement.type === "CREATE_TABLE_AS_SELECT" ? "" : extension}`,
    state: "QUEUED",
    submitted: Date.now(),
    scannedBytes: 0,
  };
  return { execution, what: { tokens, statement } };
}

/** The query with EXECUTE resolved. Text that is no statement at all is refused with the request, as Athena does it. */
async function readQuery(
  input: StartInput,
  workgroup: string,
  prepared: PreparedStatements,
): Promise<Recognised & { query: string; parameters: string[] }> {
  let query = input.QueryString as string;
  let parameters = input.ExecutionParameters ?? [];
  try {
    let tokens = withoutSemicolon(tokenize(query, ATHENA));
    if (isWord(tokens[0], "execute")) {
      const cursor = new Cursor(tokens, 1);
      query = await prepared.text(workgroup, cursor.name());
      if (cursor.accept("using"))
        parameters = splitTop(cursor.rest(), ",").map((part) => render(part).trim());
      tokens = withoutSemicolon(tokenize(query, ATHENA));
    }
    const preparing = preparation(tokens);
    if (preparing?.text !== undefined) {
      recognise(tokenize(preparing.text, ATHENA));
      await prepared.replace(workgroup, preparing.name, preparing.text);
      return { query, parameters, tokens, statement: recognise(tokens) };
    }
    if (preparing) await prepared.remove({ WorkGroup: workgroup, StatementName: preparing.name });
    const bound = bindParameters(tokens, parameters);
    return { query, parameters, tokens: bound, statement: recognise(bound) };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const place = `line ${error.line}:${error.column}: ${error.message}`;
    throw new ApiError(
      "InvalidRequestException",
      error.code === "NOT_SUPPORTED" ? `NOT_SUPPORTED: ${place}` : place,
      { AthenaErrorCode: error.code === "NOT_SUPPORTED" ? "NOT_SUPPORTED" : "MALFORMED_QUERY" },
    );
  }
}

function withoutSemicolon(tokens: Token[]): Token[] {
  const cut = tokens.findIndex((token) => token.kind === "symbol" && token.value === ";");
  if (cut < 0) return tokens;
  const after = tokens[cut + 1];
  if (after) {
    throw new SqlError("SYNTAX_ERROR", "Only one sql statement is allowed.", after.line, after.column);
  }
  return tokens.slice(0, cut);
}
