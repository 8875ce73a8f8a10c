// SQL in the warehouse, by the Data API. What a query may read, and that it writes nothing, is what the database lets the
// user: `IAMR:` and the name of the role that asks.
// Source: Redshift Data API Reference; Management Guide, "Using the Data API": results are kept for a day.
import type { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { Problem } from "../../../core/api/problems.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import { redshiftQuery } from "../../../core/query/redshift.ts";
import { dialectSettings } from "../../../warehouse/kysely/config.ts";
import type { Field } from "../../../warehouse/kysely/driver/api-types.ts";
import { DataApi, type Page } from "../../../warehouse/kysely/driver/data-api.ts";
import { RedshiftError } from "../../../warehouse/kysely/errors.ts";
import { type Engine, type Execution, Rejected, type ResultColumn, type State } from "./engine.ts";

const STATES: Readonly<Record<string, State>> = {
  FINISHED: "succeeded",
  FAILED: "failed",
  ABORTED: "cancelled",
};

/** So short that a caller hears of a busy warehouse in time. */
const RETRY = { attempts: 4 };
/** Refusals for now. */
const BUSY =
  /^(Throttling|TooManyRequests|ActiveStatementsExceeded|ActiveSessionsExceeded|DatabaseConnection|InternalServer)/;
const NOT_UP = /is paused|endpoint doesn't exist|not available|is currently/i;

export type WarehouseNamed = ApiEnvironment & { DATABASE: string };

export const hasWarehouse = (env: ApiEnvironment): env is WarehouseNamed =>
  env.DATABASE !== undefined && (env.CLUSTER_IDENTIFIER ?? env.WORKGROUP_NAME) !== undefined;

/** The house's client of the Data API, as whoever the credentials of `client` are. */
export function dataApi(client: RedshiftDataClient, env: WarehouseNamed, statementName: string): DataApi {
  const { CLUSTER_IDENTIFIER, WORKGROUP_NAME, DATABASE } = env;
  return new DataApi(
    client,
    dialectSettings({
      database: DATABASE,
      statementName,
      retry: RETRY,
      waitSeconds: 0,
      ...(CLUSTER_IDENTIFIER && { clusterIdentifier: CLUSTER_IDENTIFIER }),
      ...(WORKGROUP_NAME && { workgroupName: WORKGROUP_NAME }),
    }),
  );
}

export function redshiftEngine(api: DataApi): Engine {
  return {
    start: async (query) => {
      const { sql, parameters } = redshiftQuery(query);
      return asked(() => api.submit({ sql, parameters }));
    },

    look: async (id): Promise<Execution> => {
      const { Status = "", Error: reason, CreatedAt, UpdatedAt } = await kept(() => api.describe(id, ""));
      const state = STATES[Status] ?? "running";
      return {
        state,
        reason: state === "failed" ? (reason ?? "The query failed.") : null,
        submitted_at: (CreatedAt ?? new Date(0)).toISOString(),
        completed_at: state === "running" ? null : (UpdatedAt?.toISOString() ?? null),
        scanned_bytes: null,
      };
    },

    // The Data API's pages are as long as it likes: one of ours is a part of one of its.
    page: async (id, limit, from) => {
      const [skipped, token] = position(from);
      const page = await kept(() => api.page({ id, sql: "" }, token));
      const end = skipped + limit;
      const next =
        end < page.records.length ? `${end}:${token ?? ""}` : page.next ? `0:${page.next}` : undefined;
      return {
        columns: columnsOf(page),
        rows: page.records.slice(skipped, end).map((record) => record.map(textOf)),
        next,
      };
    },

    cancel: async (id) => api.cancel(id, ""),

    download: async () => null,
  };
}

/** @throws Rejected, Problem unavailable */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RedshiftError)) throw error;
    const { exception = "", message } = error;
    if (BUSY.test(exception) || NOT_UP.test(message))
      throw new Problem("unavailable", "The warehouse takes no queries just now.", {
        headers: { "Retry-After": "30" },
      });
    if (exception === "ValidationException") throw new Rejected(message);
    throw error;
  }
}

/** @throws Problem not_found where the Data API has forgotten the statement */
async function kept<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RedshiftError && /^(ResourceNotFound|Validation)/.test(error.exception ?? ""))
      throw new Problem("not_found", "The warehouse keeps results for a day, and these are gone. Ask again.");
    throw error;
  }
}

function position(from: string | undefined): [skipped: number, token: string | undefined] {
  const [, skipped = "0", token = ""] = /^(\d+):([\s\S]*)$/.exec(from ?? "") ?? [];
  return [Number(skipped), token || undefined];
}

const columnsOf = ({ columns }: Page): ResultColumn[] =>
  columns.map(({ label, name, typeName = "", precision, scale }) => ({
    name: label ?? name ?? "",
    type: typeName === "numeric" ? `numeric(${precision},${scale})` : typeName,
  }));

function textOf(field: Field): string | null {
  if (field.isNull) return null;
  const value = field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue;
  if (value !== undefined) return String(value);
  return field.blobValue ? Buffer.from(field.blobValue).toString("hex") : null;
}
