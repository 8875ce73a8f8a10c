// A wrong contract as an error: every fault, each with its path, what is wrong and what to write.
import { HeadraceError } from "../errors.ts";
import type { Fault } from "./words.ts";
import { fill, WORDS } from "./words.ts";

export interface ContractIssue {
  /** `datasets.orders.columns.email.tokenize`, `line 3`, or empty for the document as a whole. */
  readonly path: string;
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
  return { path, message: fill(WORDS[fault].message, values), fix: fill(WORDS[fault].fix, values) };
}

/** More lines than these help nobody; `issues` has them all. */
const SHOWN = 100;

export class ContractError extends HeadraceError {
  readonly issues: readonly ContractIssue[];
  readonly file: string;

  constructor(file: string, issues: readonly ContractIssue[]) {
    const lines = issues.slice(0, SHOWN).map((one) => `${file}: ${issueLine(one)}`);
    if (issues.length > SHOWN) lines.push(`${file}: … and ${issues.length - SHOWN} more.`);
    const only = issues.length === 1 ? issues[0] : undefined;
    super(
      "contract_invalid",
      lines.join("\n"),
      only?.fix ?? `Correct these ${issues.length} lines of ${file}.`,
    );
    this.name = "ContractError";
    this.file = file;
    this.issues = issues;
  }
}
