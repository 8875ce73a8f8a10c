// Text → value, reading YAML as Terraform's yamldecode reads it: the file that the command accepts and the one that
// `terraform plan` sees must be the same. So an unquoted yes is true, and an unquoted date becomes a timestamp.
import type { Document, Scalar, ScalarTag, YAMLError } from "yaml";
import { isMap, isPair, isScalar, parseDocument, visit } from "yaml";
import type { ContractIssue, Position } from "./error.ts";
import { ContractError, issue } from "./error.ts";
import { linesOf } from "./lines.ts";
import { placed } from "./position.ts";
import { limitIssues } from "./yaml-limits.ts";

/** A contract of 10,000 columns has about 1 MiB. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_SYNTAX_ISSUES = 5;

const boolean = (value: boolean, test: RegExp): ScalarTag => ({
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test,
  resolve: () => value,
});

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const MOMENT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[+-]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)$/;

/** What yamldecode makes of an unquoted date; the text itself where it sees none. */
export function terraformDate(text: string): string {
  const match = DATE.exec(text) ?? MOMENT.exec(text);
  if (!match) return text;
  const [, year = "", month = "", day = "", ...rest] = match;
  const clock = rest.slice(0, 3).some((part) => part !== undefined) ? rest.slice(0, 3) : rest.slice(4, 7);
  const zone = rest[3] ?? "Z";
  const two = (part = "0"): string => part.padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  const time = [0, 1, 2].map((at) => two(clock[at])).join(":");
  const read = new Date(`${date}T${time}Z`);
  const real = !Number.isNaN(read.getTime()) && read.toISOString().startsWith(`${date}T${time}`);
  return real ? `${date}T${time}${zone}` : text;
}

const TAGS: ScalarTag[] = [
  boolean(true, /^(?:y|Y|yes|Yes|YES|on|On|ON)$/),
  boolean(false, /^(?:n|N|no|No|NO|off|Off|OFF)$/),
  { tag: "tag:yaml.org,2002:timestamp", default: true, test: DATE, resolve: terraformDate },
  { tag: "tag:yaml.org,2002:timestamp", default: true, test: MOMENT, resolve: terraformDate },
];

const unreadable = (because: string, fix: string, at?: Position): ContractIssue => ({
  ...issue("unreadable", "", { because, fix }),
  ...(at && { at }),
});

function syntaxIssue(error: YAMLError, at: Position): ContractIssue {
  if (error.code === "DUPLICATE_KEY")
    return unreadable("this key occurs twice in one mapping", "Keep one of the two.", at);
  if (error.code === "MULTIPLE_DOCS")
    return unreadable("a second document begins here", "Keep one, without a line of ---.", at);
  const because = (error.message.split(/ at line \d+/)[0] ?? "").trim().replace(/\.$/, "");
  return unreadable(`not YAML: ${because}`, "Fix the line, or the one before it.", at);
}

/** Unquoted dates where a text is meant: yamldecode has made something else of them by then. */
function dateIssues(document: Document, placeOf: (offset: number) => Position): ContractIssue[] {
  const issues: ContractIssue[] = [];
  visit(document, {
    Scalar(_, node: Scalar, ancestors) {
      const { source, value } = node;
      if (node.type !== "PLAIN" || typeof value !== "string" || source === undefined || source === value)
        return;
      if (terraformDate(source) !== value) return;
      const pair = ancestors.findLast(isPair);
      const key = pair && isScalar(pair.key) ? pair.key.value : undefined;
      const column = ancestors.slice(0, pair ? ancestors.indexOf(pair) : 0).findLast(isMap);
      const type = String(column?.get("type") ?? "");
      const takesDates = ["min", "max", "in", "default"].includes(String(key));
      if (takesDates && (type === "date" || type === "timestamp")) return;
      issues.push({
        ...issue("unquoted_date", "", { found: `"${value}"` }),
        at: placeOf(node.range?.[0] ?? 0),
      });
    },
  });
  return issues;
}

/** What a text holds, and what is wrong with its dates. */
export interface Reading {
  readonly value: unknown;
  readonly issues: readonly ContractIssue[];
  /** Issues of the value with their places in the text. */
  readonly placed: (issues: readonly ContractIssue[]) => ContractIssue[];
}

function readYaml(text: string, file: string): Reading {
  const placeOf = linesOf(text);
  const document = parseDocument(text, {
    customTags: (tags) => [...TAGS, ...tags],
    merge: true,
    uniqueKeys: true,
    logLevel: "error",
  });
  const faults = [...document.errors, ...document.warnings];
  // The library reports a full stack as an error of the text, at each level.
  if (faults.some(({ message }) => message.includes("call stack"))) throw new RangeError();
  if (faults.length > 0)
    throw new ContractError(
      file,
      faults.slice(0, MAX_SYNTAX_ISSUES).map((fault) => syntaxIssue(fault, placeOf(fault.pos[0]))),
    );
  if (document.contents === null)
    throw new ContractError(file, [
      unreadable("the file is empty", "Write a contract, or make one from a data file with headrace init."),
    ]);
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    issues: [...limitIssues(document, text, placeOf), ...dateIssues(document, placeOf)],
    placed: (issues) => placed(issues, document, placeOf),
  };
}

function limitIssue(error: Error): ContractIssue {
  if (error instanceof RangeError) return unreadable("it nests too deeply", "Write it with less nesting.");
  if (/unresolved alias/i.test(error.message))
    return unreadable("not YAML: an alias (*name) has no anchor (&name)", "Write the value itself.");
  if (/^merge/i.test(error.message))
    return unreadable("not YAML: what is merged (<<) is no mapping", "Write the keys out.");
  return unreadable("its anchors expand to too much", "Write the values out, without anchors.");
}

/** Reads YAML or JSON; throws ContractError with the line where it is neither. */
export function readText(text: string, file: string): Reading {
  if (text.length > MAX_BYTES)
    throw new ContractError(file, [
      unreadable("the file has more than 8 MiB", "Split it into several pipelines."),
    ]);
  try {
    return readYaml(text, file);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    // The library's own limits: aliases that expand without end, nesting deeper than the stack.
    throw new ContractError(file, [limitIssue(error as Error)]);
  }
}
