// A wrong contract as an error: every fault, each with its path, what is wrong and what to write.
import { HeadraceError } from "../errors.ts";
import type { Fault } from "./words.ts";
import { fill, WORDS } from "./words.ts";

/** Both count from 1, columns in UTF-16 units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ContractIssue {
  readonly fault: Fault;
  /** `datasets.orders.columns.email.tokenize`, or empty for the document as a whole. */
  readonly path: string;
  /** Where a text was read, its place there. */
  readonly at?: Position;
  readonly message: string;
  /** A sentence. */
  readonly fix: string;
}

/** `datasets.orders.columns.email.tokenize: message. fix`: the same line that `terraform plan` prints. */
export const issueLine = ({ path, message, fix }: ContractIssue): string =>
  `${path ? `${path}: ` : ""}${message}. ${fix}`;

export function issue(
  fault: Fault,
  path: string,
  values: Readonly<Record<string, string>> = {},
): ContractIssue {
  return { fault, path, message: fill(WORDS[fault].message, values), fix: fill(WORDS[fault].fix, values) };
}

/** `headrace.yaml:3:7: datasets.orders…: message. fix`, which editors and terminals open at the place. */
const placedLine = (file: string, one: ContractIssue): string =>
  `${file}:${one.at ? `${one.at.line}:${one.at.column}:` : ""} ${issueLine(one)}`;

/** More lines than these help nobody; `issues` has them all. */
const SHOWN = 100;

export class ContractError extends HeadraceError {
  readonly issues: readonly ContractIssue[];
  readonly file: string;

  constructor(file: string, issues: readonly ContractIssue[]) {
    const lines = issues.slice(0, SHOWN).map((one) => placedLine(file, one));
    if (issues.length > SHOWN) lines.push(`${file}: … and ${issues.length - SHOWN} more.`);
    const only = issues.length === 1 ? issues[0] : undefined;
    super(
      "contract_invalid",
      lines.join("\n"),
      only?.fix ?? `Correct these ${issues.length} faults in ${file}.`,
    );
    this.name = "ContractError";
    this.file = file;
    this.issues = issues;
  }
}
