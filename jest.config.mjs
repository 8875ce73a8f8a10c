/** Minutes of Spark each: `npm run check:glue` runs them. */
const OF_SPARK = process.env.HEADRACE_SPARK
  ? []
  : ["/tests/e2e/spark/", "/glue-jobs/stage/(pairs|run|warehouse)"];

/** A file of gigabytes: `npm run check:large` sends it. */
const OF_SIZE = process.env.HEADRACE_LARGE_MB ? [] : ["/tests/e2e/large"];

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/tests/jest/strip-types.mjs" },
  testMatch: ["<rootDir>/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdktf.out/", "/.headrace/", ...OF_SPARK, ...OF_SIZE],
  modulePathIgnorePatterns: ["/dist/", "/cdktf.out/", "/.headrace/"],
  reporters: ["default", "<rootDir>/tests/jest/closing-line.mjs"],
  testSequencer: "<rootDir>/tests/jest/longest-first.mjs",
  // One more than the two processors that the tests are made for: those that take longest wait for the clocks of Terraform's
  // provider half of the time.
  maxWorkers: 3,
  // No test asserts how long it takes: the limit is for one that hangs, beside two others on two busy processors.
  testTimeout: 180_000,
};
