/** Minutes of Spark each: `npm run check:glue` runs them. */
const OF_SPARK = process.env.HEADRACE_SPARK
  ? []
  : ["/tests/e2e/spark/", "/glue-jobs/stage/(pairs|run|warehouse)"];

/** A file of gigabytes: `npm run check:large` sends it. */
const OF_SIZE = process.env.HEADRACE_LARGE_MB ? [] : ["/tests/e2e/large"];

/**
 * What CI runs after all other tests, and leaves out where a slow machine has no time left for it: pipelines that are applied for
 * one part each. `npm run jest` without a choice runs both halves.
 */
const LAST =
  "/tests/e2e/(archive|artifacts|consumers|discovery|estates|examples|locked|records|registry|scoring)\\.test\\.ts$";
const FIRST_HALF = process.env.HEADRACE_TESTS === "first" ? [LAST] : [];
const SECOND_HALF =
  process.env.HEADRACE_TESTS === "last" ? { testRegex: LAST } : { testMatch: ["<rootDir>/**/*.test.ts"] };

/** @type {import("jest").Config} */
export default {
  testEnvironment: "<rootDir>/tests/jest/patient.mjs",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/tests/jest/strip-types.mjs" },
  ...SECOND_HALF,
  testPathIgnorePatterns: [
    "/node_modules/",
    "/dist/",
    "/cdktf.out/",
    "/.headrace/",
    ...OF_SPARK,
    ...OF_SIZE,
    ...FIRST_HALF,
  ],
  modulePathIgnorePatterns: ["/dist/", "/cdktf.out/", "/.headrace/"],
  reporters: ["default", "<rootDir>/tests/jest/closing-line.mjs"],
  testSequencer: "<rootDir>/tests/jest/longest-first.mjs",
  // One more than the two processors that the tests are made for: those that take longest wait for the clocks of Terraform's
  // provider half of the time.
  maxWorkers: 3,
  // No test asserts how long it takes: the limit, three times as long in tests/jest/patient.mjs, is for one that hangs.
  testTimeout: 180_000,
};
