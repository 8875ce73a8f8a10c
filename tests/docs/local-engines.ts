// What each engine of the local AWS has and lacks, as the guide's table: from the very lists by which the engines decide.
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
import {
  NOT_AVAILABLE_STATEMENTS as REDSHIFT_LACKS,
  STATEMENTS as REDSHIFT_STATEMENTS,
} from "../../local/services/redshift/statements/recognise.ts";

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

/** The section between the two markers. */
export function enginesSection(): string {
  const lackingOfAthena = [...ATHENA_NOT_HERE].filter((name) => !ATHENA_FUNCTIONS.has(name));
  const lackingOfRedshift = REDSHIFT_NOT_HERE.filter((name) => !REDSHIFT_FUNCTIONS.has(name));
  return [
    BEGIN,
    "| | Redshift | Athena |",
    "| --- | --- | --- |",
    `| statements | ${listed(REDSHIFT_STATEMENTS)} | ${listed(ATHENA_STATEMENTS)} |`,
    `| refused statements | ${listed(REDSHIFT_LACKS)} | ${listed(ATHENA_LACKS)} |`,
    `| functions | ${REDSHIFT_FUNCTIONS.size}: ${functions(REDSHIFT_FUNCTIONS.keys())} | ${ATHENA_FUNCTIONS.size}: ${functions(ATHENA_FUNCTIONS.keys())} |`,
    `| refused functions | ${functions(lackingOfRedshift)} | ${functions(lackingOfAthena)} |`,
    END,
  ].join("\n");
}
