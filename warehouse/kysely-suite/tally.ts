// How the dialect did: what passed, what was refused in words, and what is neither.

export interface Result {
  title: string;
  state: "passed" | "failed" | "pending";
  error?: { name: string; message: string };
}

/** The dialect's own refusals: Redshift has no such thing, and the message says what to write instead. */
const REFUSALS = /^(?:RedshiftCompileError|RedshiftValueError)$/;
const REFUSED = /Redshift has no /;

/** Failures that say nothing against the dialect, by what their titles match, and why. */
const EXPECTED: readonly (readonly [RegExp, string])[] = [
  [
    /raw queries should run a raw insert|global temporary table|partitioned by country|modifyEnd should add arbitrary SQL|select one field using a raw expression/,
    "the test's own text is PostgreSQL's, and no query of Kysely's",
  ],
  [
    /: (controlled )?transaction should (be able to start and (commit|rollback)|set the transaction)/,
    "the test itself compares the statements with PostgreSQL's",
  ],
  [/full stack trace|failed to begin/, "the test asks for the classes of a driver that Kysely brings"],
  [/coalesce two items/, "COALESCE of a text and a number, which Redshift refuses in its own words"],
  [
    /"not exists" statements/,
    "a subquery in the condition of an outer join, which Redshift refuses in its own words",
  ],
  [/: explain |materialized view/, "the local Redshift has no EXPLAIN and no materialized views"],
];

export function tally(results: readonly Result[]): { text: string; ok: boolean } {
  const failed = results.filter(({ state }) => state === "failed");
  const isRefusal = ({ error }: Result) =>
    REFUSALS.test(error?.name ?? "") || REFUSED.test(error?.message ?? "");
  const others = failed.filter((one) => !isRefusal(one));
  const reasonFor = ({ title }: Result) => EXPECTED.find(([pattern]) => pattern.test(title))?.[1];
  const faults = others.filter((one) => reasonFor(one) === undefined);
  const reasons = Map.groupBy(
    others.filter((one) => !faults.includes(one)),
    (one) => reasonFor(one) as string,
  );
  const lines = [
    `${results.filter(({ state }) => state === "passed").length} passed, ${failed.length - others.length} refused by the dialect, ${others.length - faults.length} expected, ${faults.length} failed`,
    ...[...reasons].map(([reason, some]) => `  expected ${some.length}: ${reason}`),
    ...faults.map(({ title, error }) => `\nFAILED ${title}\n    ${error?.name}: ${error?.message}`),
  ];
  return { text: lines.join("\n"), ok: faults.length === 0 && results.length > 0 };
}
