// What the dialect is told: which warehouse, by which credentials, and how results and retries behave.
import type { Credentials, DataApiClient } from "./driver/api-types.ts";
import { RedshiftValueError } from "./errors.ts";

/** How values of a result look in JavaScript. */
export interface ResultTypes {
  /**
   * int8: "number" (the default) gives a number where it is exact and a bigint beyond ±2^53, so nothing is ever rounded;
   * "bigint" and "string" give that always.
   */
  int8?: "number" | "bigint" | "string";
  /** numeric: "string" (the default) keeps all 38 digits; "number" rounds to 15 to 17. */
  numeric?: "string" | "number";
  /** timestamp and timestamptz: "string" (the default) keeps microseconds as Redshift prints them; "date" gives a Date. */
  timestamp?: "string" | "date";
  /** SUPER: "json" (the default) parses it, integers beyond ±2^53 as bigint; "text" leaves the JSON text. */
  super?: "json" | "text";
}

export interface RetryOptions {
  /** Tries in all, the first included; 5 without. */
  attempts?: number;
  /** The first pause is random between 0 and this; each next one up to twice as long. 100 without. */
  baseMs?: number;
  /** No pause is longer than this; 5,000 without. */
  maxMs?: number;
}

export interface RedshiftDataDialectConfig {
  /** A `RedshiftDataClient` of your own; without it one is made from region, endpoint and credentials. */
  client?: DataApiClient;
  region?: string;
  /** Otherwise AWS_ENDPOINT_URL_REDSHIFT_DATA or AWS_ENDPOINT_URL where set, as in every AWS SDK. */
  endpoint?: string;
  credentials?: Credentials | (() => Promise<Credentials>);

  /** A provisioned cluster … */
  clusterIdentifier?: string;
  /** … or a Serverless workgroup, by name or ARN. */
  workgroupName?: string;
  database: string;
  /** The database user for a cluster's temporary credentials; without it the user is the IAM identity. */
  dbUser?: string;
  /** A Secrets Manager secret with username and password, instead of IAM's temporary credentials. */
  secretArn?: string;

  results?: ResultTypes;
  retry?: RetryOptions;
  /** Seconds that one call may wait at the service for a statement to end, 0 to 30; 30 without. */
  waitSeconds?: number;
  /** How long a session outlives its last statement, 1 to 86,400; 300 without. */
  sessionKeepAliveSeconds?: number;
  /**
   * "auto" (the default) opens a session for a transaction, a temporary table or a SET, and runs a lone statement
   * without one; "always" gives every connection a session.
   */
  sessions?: "auto" | "always";
  /** A name that the statements bear in ListStatements. */
  statementName?: string;
}

/** The fields of a request that say where to and by whom. */
export interface RequestTarget {
  ClusterIdentifier?: string;
  WorkgroupName?: string;
  Database: string;
  DbUser?: string;
  SecretArn?: string;
}

export interface DialectSettings {
  target: RequestTarget;
  results: Required<ResultTypes>;
  retry: Required<RetryOptions>;
  waitSeconds: number;
  sessionKeepAliveSeconds: number;
  sessions: "auto" | "always";
  statementName: string | undefined;
}

/** The configuration checked, with its defaults. */
export function dialectSettings(config: RedshiftDataDialectConfig): DialectSettings {
  const { clusterIdentifier, workgroupName, database, dbUser, secretArn } = config;
  if (!database) wrong("database is missing: name the database to connect to");
  if (clusterIdentifier && workgroupName) {
    wrong("clusterIdentifier and workgroupName are both given: name a cluster or a Serverless workgroup");
  }
  if (!clusterIdentifier && !workgroupName) {
    wrong("neither clusterIdentifier nor workgroupName is given: name a cluster or a Serverless workgroup");
  }
  if (dbUser && workgroupName)
    wrong("dbUser is for clusters: a workgroup's user is the IAM identity, or secretArn's");
  if (dbUser && secretArn) wrong("dbUser and secretArn are both given: the secret holds its user");
  if (config.client && isTooOld(config.client))
    wrong(
      "client is of a version of the AWS SDK before 3.984, which takes no commands of today's: update @aws-sdk/client-redshift-data",
    );
  const waitSeconds = config.waitSeconds ?? 30;
  if (!(Number.isInteger(waitSeconds) && waitSeconds >= 0 && waitSeconds <= 30)) {
    wrong(`waitSeconds is ${waitSeconds}: the Data API takes 0 to 30`);
  }
  const sessionKeepAliveSeconds = config.sessionKeepAliveSeconds ?? 300;
  if (
    !(
      Number.isInteger(sessionKeepAliveSeconds) &&
      sessionKeepAliveSeconds > 0 &&
      sessionKeepAliveSeconds <= 86_400
    )
  ) {
    wrong(`sessionKeepAliveSeconds is ${sessionKeepAliveSeconds}: the Data API takes 1 to 86,400`);
  }
  const attempts = config.retry?.attempts ?? 5;
  if (!(Number.isInteger(attempts) && attempts >= 1)) wrong(`retry.attempts is ${attempts}: give 1 or more`);
  const target: RequestTarget = {
    Database: database,
    ...(clusterIdentifier && { ClusterIdentifier: clusterIdentifier }),
    ...(workgroupName && { WorkgroupName: workgroupName }),
    ...(dbUser && { DbUser: dbUser }),
    ...(secretArn && { SecretArn: secretArn }),
  };
  return {
    target,
    results: { int8: "number", numeric: "string", timestamp: "string", super: "json", ...config.results },
    retry: { attempts, baseMs: config.retry?.baseMs ?? 100, maxMs: config.retry?.maxMs ?? 5000 },
    waitSeconds,
    sessionKeepAliveSeconds,
    sessions: config.sessions ?? "auto",
    statementName: config.statementName,
  };
}

/** The SDK's clients have had a protocol of their own since commands leave the writing of requests to them. */
const isTooOld = (client: DataApiClient): boolean =>
  "middlewareStack" in client && !("protocol" in client.config);

function wrong(message: string): never {
  throw new RedshiftValueError(`RedshiftDataDialect: ${message}`);
}
