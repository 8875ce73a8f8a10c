// What each engine of the local AWS has and lacks, as the guide's table: from the very lists by which the engines decide.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  NOT_AVAILABLE_STATEMENTS as ATHENA_LACKS,
  STATEMENTS as ATHENA_STATEMENTS,
} from "../../local/services/athena/statements/recognise.ts";
import {
  FUNCTIONS as ATHENA_FUNCTIONS,
  NOT_HERE as ATHENA_NOT_HERE,
} from "../../local/services/athena/trino/functions.ts";
import {
  FUNCTIONS as REDSHIFT_FUNCTIONS,
  NOT_HERE as REDSHIFT_NOT_HERE,
} from "../../local/services/redshift/dialect/functions.ts";
import { CASES } from "../../local/services/redshift/guide/cases/index.ts";
import {
  NOT_AVAILABLE_STATEMENTS as REDSHIFT_LACKS,
  STATEMENTS as REDSHIFT_STATEMENTS,
} from "../../local/services/redshift/statements/recognise.ts";

interface Summary {
  trino: string;
  verdicts: { equal: number; refused: number; words: number; wrong: number };
  functions: string[];
}
const SUMMARY = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../local/services/athena/oracle/summary.json"), "utf8"),
) as Summary;

export const BEGIN = "<!-- engines: written by tests/docs/local-engines.test.ts -->";
export const END = "<!-- engines end -->";

const listed = (names: Iterable<string>): string =>
  [...new Set(names)]
    .sort()
    .map((name) => `\`${name}\``)
    .join(" ");

/** Beginnings of names end in an underscore. */
const functions = (names: Iterable<string>): string =>
  listed([...names].map((name) => (name.endsWith("_") ? `${name}…` : name)));

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const count = (number: number): string => number.toLocaleString("en-US");

/** How many cases of AWS's guide are held, and the share of those that are refused as not available here. */
function ofGuide(): string {
  const cases = CASES.flatMap((pages) => Object.values(pages).flat());
  const refused = cases.filter(([, value]) => /not available in the local/.test(String(value)));
  return `AWS's developer guide: ${count(cases.length)} cases, ${percent(refused.length, cases.length)} refused`;
}

/** The same of Trino's answers, and which of its functions are here. */
function ofTrino(): string {
  const { trino, verdicts, functions } = SUMMARY;
  const { equal, words, wrong, refused } = verdicts;
  const all = equal + words + wrong + refused;
  const here = functions.filter((name) => ATHENA_FUNCTIONS.has(name)).length;
  return (
    `Trino ${trino}: ${count(all)} statements, ${percent(equal, all)} equal, ${percent(words, all)} refused by both with another code or ` +
    `here alone, ${percent(refused, all)} refused as not available, ${percent(wrong, all)} otherwise as listed in the code; ` +
    `${here} of its ${functions.length} functions`
  );
}

/** The section between the two markers. */
export function enginesSection(): string {
  const lackingOfAthena = [...ATHENA_NOT_HERE].filter((name) => !ATHENA_FUNCTIONS.has(name));
  const lackingOfRedshift = REDSHIFT_NOT_HERE.filter((name) => !REDSHIFT_FUNCTIONS.has(name));
  return [
    BEGIN,
    "| | Redshift | Athena |",
    "| --- | --- | --- |",
    `| held against | ${ofGuide()} | ${ofTrino()} |`,
    `| statements | ${listed(REDSHIFT_STATEMENTS)} | ${listed(ATHENA_STATEMENTS)} |`,
    `| refused statements | ${listed(REDSHIFT_LACKS)} | ${listed(ATHENA_LACKS)} |`,
    `| functions | ${REDSHIFT_FUNCTIONS.size}: ${functions(REDSHIFT_FUNCTIONS.keys())} | ${ATHENA_FUNCTIONS.size}: ${functions(ATHENA_FUNCTIONS.keys())} |`,
    `| refused functions | ${functions(lackingOfRedshift)} | ${functions(lackingOfAthena)} |`,
    END,
  ].join("\n");
}
