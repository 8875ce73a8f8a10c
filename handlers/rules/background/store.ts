// Tasks as the API's table has them: whose each is, and what became of it.
import type { InlineWork } from "../../../core/inline/index.ts";
import { TASK_DAYS } from "../../../core/records/tasks.ts";
import { inBackground } from "../../http/background.ts";
import type { FileItem } from "../../http/background-files.ts";

/** Its id is of caller, work, dataset, contract and content. */
export interface TaskItem extends FileItem {
  work: InlineWork;
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

export const tasks = inBackground<TaskItem, TaskResult>("task", TASK_DAYS);
