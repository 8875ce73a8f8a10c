// Openings in the background as the API's table has them: whose each is, what for, and what became of it. No value and no
// token is in them.
import { OPENED_DAYS } from "../../../core/records/opened.ts";
import { inBackground } from "../../http/background.ts";
import type { FileItem } from "../../http/background-files.ts";

/** Its id is of caller, dataset, purpose, columns, key version, contract and content. */
export interface Opening extends FileItem {
  purpose: string;
  columns?: string[];
  key_version?: number;
  result?: OpeningResult;
}

export interface OpeningResult {
  records: number;
  /** Values that were opened. */
  opened: number;
  /** Of the audit record. */
  audit_id: string;
  rejected?: { reason: string; message: string };
}

export const openings = inBackground<Opening, OpeningResult>("opening", OPENED_DAYS);
