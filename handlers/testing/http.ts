// What tests of the functions behind the API run on: proxy events as API Gateway sends them, and the API's settings.
import { createHash } from "node:crypto";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { ApiSettings } from "../../core/environment/api.ts";
import { SUBSCRIBER_INDEX } from "../../core/records/api-table.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import type { Account, Pipeline } from "./account.ts";

export interface Asked {
  method?: string;
  /** The route's path as the API has it; the catch-all's where absent. */
  resource?: string;
  /** Without the stage, percent-encoded. */
  path: string;
  parameters?: Record<string, string>;
  /** `a=1&a=2` */
  query?: string;
  headers?: Record<string, string>;
  /** Text and bytes go as they are, all else as JSON. */
  body?: unknown;
  /** Whose signature it is; nobody's where null. */
  arn?: string | null;
}

export const ANN = "arn:aws:iam::123456789012:user/ann";

let requests = 0;

export function httpEvent({ method = "GET", path, headers = {}, body, query, ...rest }: Asked): HttpEvent {
  const pairs = [...new URLSearchParams(query)];
  const multi = Map.groupBy(pairs, ([name]) => name);
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const json = body !== undefined && !isRaw ? { "content-type": "application/json" } : {};
  const bytes =
    body === undefined ? undefined : isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  return {
    resource: rest.resource ?? "/{proxy+}",
    path,
    httpMethod: method,
    multiValueHeaders: Object.fromEntries(
      Object.entries({ ...json, ...headers }).map(([name, value]) => [name, [value]]),
    ),
    multiValueQueryStringParameters: query
      ? Object.fromEntries([...multi].map(([name, list]) => [name, list.map(([, value]) => value)]))
      : null,
    pathParameters: rest.parameters ?? null,
    body: bytes?.toString("base64") ?? null,
    isBase64Encoded: bytes !== undefined,
    requestContext: {
      requestId: `request-${requests++}`,
      domainName: "api.example.com",
      path: `/prod${path}`,
      identity: { userArn: rest.arn === undefined ? ANN : rest.arn, apiKeyId: null },
    },
  };
}

/** A call of a collection's route, `/tasks`, or of one of its items, `/tasks/ID`. */
export function itemEvent(method: string, path: string, body?: unknown, arn = ANN): HttpEvent {
  const [, collection, id] = path.split("/");
  return httpEvent({
    ...{ method, path, arn, body },
    ...(id ? { resource: `/${collection}/{id}`, parameters: { id } } : { resource: path }),
  });
}

/** The answer's body, where it is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each route answers in its own shape
export const jsonOf = (answer: HttpAnswer): any => JSON.parse(answer.body);

async function makeApiTable(account: Account, TableName: string): Promise<string> {
  const { name: IndexName, hash } = SUBSCRIBER_INDEX;
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["id", hash].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName,
          KeySchema: [{ AttributeName: hash, KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
  return TableName;
}

type Wanted = Partial<ApiSettings> & Pick<ApiSettings, "api">;

/** The API of a pipeline: its table and its settings. Answers with what its functions need of the environment. */
export async function makeApi(
  account: Account,
  name: string,
  pipeline: Pipeline,
  wanted: Wanted,
): Promise<Record<string, string>> {
  const settings = { name, authorization: "iam", members: {}, ...wanted };
  const text = JSON.stringify(settings);
  const Key = "_contract/api.json";
  await account.s3.send(new PutObjectCommand({ Bucket: pipeline.curated, Key, Body: text }));
  return {
    CONTRACT_URI: String(pipeline.stageEnv.CONTRACT_URI),
    CONTRACT_DIGEST: String(pipeline.stageEnv.CONTRACT_DIGEST),
    SETTINGS_URI: `s3://${pipeline.curated}/${Key}`,
    SETTINGS_DIGEST: createHash("sha256").update(text).digest("hex"),
    API_TABLE: await makeApiTable(account, `${name}-api`),
    AUDIT_TABLE: pipeline.auditTable,
  };
}
