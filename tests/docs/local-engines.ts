// What each engine of the local AWS has and lacks, as the guide's table: from the very lists by which the engines decide.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WORDED as ATHENA_WORDED, OF_PLUGINS } from "../../local/services/athena/oracle/function-pages.ts";
import {
  NOT_AVAILABLE_STATEMENTS as ATHENA_LACKS,
  STATEMENTS as ATHENA_STATEMENTS,
} from "../../local/services/athena/statements/recognise.ts";
import { SQL_JSON } from "../../local/services/athena/trino/functions/sql-json/index.ts";
import {
  FUNCTIONS as ATHENA_FUNCTIONS,
  NOT_HERE as ATHENA_NOT_HERE,
} from "../../local/services/athena/trino/functions.ts";
import {
  FUNCTIONS as REDSHIFT_FUNCTIONS,
  NOT_HERE as REDSHIFT_NOT_HERE,
} from "../../local/services/redshift/dialect/functions.ts";
import { type Asked, systemFunctions } from "../../local/services/redshift/engine/system-functions.ts";
import { CASES } from "../../local/services/redshift/guide/cases/index.ts";
import {
  FUNCTION_PAGES,
  WORDED as REDSHIFT_WORDED,
} from "../../local/services/redshift/guide/function-pages.ts";
import {
  NOT_AVAILABLE_STATEMENTS as REDSHIFT_LACKS,
  STATEMENTS as REDSHIFT_STATEMENTS,
} from "../../local/services/redshift/statements/recognise.ts";

interface Summary {
  trino: string;
  verdicts: { equal: number; misleading: number; refused: number; words: number; wrong: number };
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

const OF_ATHENA: ReadonlySet<string> = new Set([...ATHENA_FUNCTIONS.keys(), ...SQL_JSON.keys()]);

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
  const { equal, misleading, words, wrong, refused } = verdicts;
  const all = equal + misleading + words + wrong + refused;
  const here = functions.filter((name) => OF_ATHENA.has(name)).length;
  return (
    `Trino ${trino}: ${count(all)} statements, ${percent(equal, all)} equal, ${percent(words, all)} refused by both with another code, ` +
    `${percent(refused, all)} refused as not available, ${percent(wrong + misleading, all)} otherwise as listed in the code; ` +
    `${here} of its ${functions.length} functions`
  );
}

/** Names of Redshift's functions that the engine has; those of the session's are by name alone. */
const OF_REDSHIFT: ReadonlySet<string> = new Set([
  ...REDSHIFT_FUNCTIONS.keys(),
  ...systemFunctions({} as Asked).keys(),
]);

export interface Share {
  refused: readonly string[];
  pages: number;
}

const share = (pages: readonly string[], has: (name: string) => boolean): Share => ({
  refused: pages.filter((name) => !has(name)),
  pages: pages.length,
});

/** Pages of functions in AWS's guide, without those of spatial functions, and those that are refused. */
export function pagesOfRedshift(): { own: Share; spatial: Share } {
  const has = (name: string): boolean => OF_REDSHIFT.has(name) || REDSHIFT_WORDED.has(name);
  const { spatial = "", ...others } = FUNCTION_PAGES;
  return {
    own: share(Object.values(others).join(" ").split(" "), has),
    spatial: share(spatial.split(" "), has),
  };
}

/** Trino's own functions, and those of its plugins. */
export function pagesOfAthena(): { own: Share; plugins: Record<string, Share> } {
  const has = (name: string): boolean => OF_ATHENA.has(name) || ATHENA_WORDED.has(name);
  const plugins = Object.entries(OF_PLUGINS).map(([topic, names]) => [topic, share(names.split(" "), has)]);
  return { own: share(SUMMARY.functions, has), plugins: Object.fromEntries(plugins) };
}

const ofPages = ({ refused, pages }: Share): string =>
  `${count(refused.length)} of ${count(pages)}, ${percent(refused.length, pages)}`;

/** The section between the two markers. */
export function enginesSection(): string {
  const lackingOfAthena = [...ATHENA_NOT_HERE].filter((name) => !OF_ATHENA.has(name));
  const lackingOfRedshift = REDSHIFT_NOT_HERE.filter((name) => !OF_REDSHIFT.has(name));
  const [redshift, athena] = [pagesOfRedshift(), pagesOfAthena()];
  const plugins = Object.entries(athena.plugins).map(([topic, one]) => `${topic} ${ofPages(one)}`);
  return [
    BEGIN,
    "| | Redshift | Athena |",
    "| --- | --- | --- |",
    `| held against | ${ofGuide()} | ${ofTrino()} |`,
    `| pages of functions that are refused | ${ofPages(redshift.own)}; of spatial functions ${ofPages(redshift.spatial)} | ${ofPages(athena.own)} of Trino's own functions; of its plugins: ${plugins.join("; ")} |`,
    `| statements | ${listed(REDSHIFT_STATEMENTS)} | ${listed(ATHENA_STATEMENTS)} |`,
    `| refused statements | ${listed(REDSHIFT_LACKS)} | ${listed(ATHENA_LACKS)} |`,
    `| functions | ${OF_REDSHIFT.size}: ${functions(OF_REDSHIFT)} | ${OF_ATHENA.size}: ${functions(OF_ATHENA)} |`,
    `| refused functions | ${functions(lackingOfRedshift)} | ${functions(lackingOfAthena)} |`,
    END,
  ].join("\n");
}
