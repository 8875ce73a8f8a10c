// Tasks as the API's table has them: whose each is, and what became of it.
import type { InlineWork } from "../../../core/inline/index.ts";
import { TASK_DAYS } from "../../../core/records/tasks.ts";
import { type BackgroundItem, inBackground } from "../../http/background.ts";

/** Its id is of caller, work, dataset, contract and content. */
export interface TaskItem extends BackgroundItem {
  work: InlineWork;
  dataset: string;
  contract_digest: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  result?: TaskResult;
}

export interface TaskResult {
  valid: number;
  invalid: number;
  reasons: Record<string, number>;
  ignored_columns: string[];
  rejected?: { reason: string; message: string };
  /** Which of the files there are. */
  files: ("rows" | "broken")[];
}

export const {
  note: noteTask,
  read: readTask,
  begin: beginTask,
  end: endTask,
} = inBackground<TaskItem, TaskResult>("task", TASK_DAYS);
