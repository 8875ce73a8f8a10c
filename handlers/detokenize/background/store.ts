// Openings in the background as the API's table has them: whose each is, what for, and what became of it. No value and no
// token is in them.
import { OPENED_DAYS } from "../../../core/records/opened.ts";
import { type BackgroundItem, inBackground } from "../../http/background.ts";

/** Its id is of caller, dataset, purpose, columns, key version, contract and content. */
export interface Opening extends BackgroundItem {
  dataset: string;
  purpose: string;
  columns?: string[];
  key_version?: number;
  contract_digest: string;
  bytes: number;
  /** Hex. */
  sha256: string;
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
