// Pieces of work as the API's table has them: whose each is, and what became of it.
import type { InlineWork } from "../../../core/inline/index.ts";
import { WORK_DAYS } from "../../../core/records/work.ts";
import { type BackgroundItem, backgroundWork } from "../../http/background-work.ts";

/** Its id is of caller, work, dataset, contract and content. */
export interface WorkItem extends BackgroundItem {
  work: InlineWork;
  dataset: string;
  contract_digest: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  result?: WorkResult;
}

export interface WorkResult {
  valid: number;
  invalid: number;
  reasons: Record<string, number>;
  ignored_columns: string[];
  rejected?: { reason: string; message: string };
  /** Which of the files there are. */
  files: ("rows" | "broken")[];
}

export const {
  note: noteWork,
  read: readWork,
  begin: beginWork,
  end: endWork,
} = backgroundWork<WorkItem, WorkResult>("work", WORK_DAYS);
