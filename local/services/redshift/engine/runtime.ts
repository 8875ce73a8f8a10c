// What a statement has while it runs.
import type { Forward } from "../../../gateway/service.ts";
import type { CallRule } from "../../../sql/calls.ts";
import type { ObjectCache } from "../../../sql/objects.ts";
import type { Clients } from "../../../sql/principal.ts";
import type { Session } from "./session.ts";

export interface QueryHistory {
  id: number;
  text: string;
  status: string;
  started: number;
  ended?: number;
  error?: string;
  rows?: number;
  user: string;
  database: string;
}

export interface Runtime {
  session: Session;
  cache: ObjectCache;
  /** Redshift's number of the running query. */
  queryId: number;
  /** Folder of the statement's own; removed at its end. */
  folder: string;
  region: string;
  accountId: string;
  forward: Forward;
  /** Clients that act as an IAM role, in the warehouse's region or another; throws where the warehouse may not use it. */
  as(role: string, region?: string): Promise<Clients>;
  /** What ran on the database before, newest last. */
  history(): QueryHistory[];
  databases(): Promise<string[]>;
  /** Calls that depend on the session. */
  calls: ReadonlyMap<string, CallRule>;
  /** Where the result goes. */
  resultFile: string;
}
