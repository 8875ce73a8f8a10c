/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/tests/jest/strip-types.mjs" },
  testMatch: ["<rootDir>/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/cdktf.out/", "/.headrace/"],
  modulePathIgnorePatterns: ["/dist/", "/cdktf.out/", "/.headrace/"],
  reporters: ["default", "<rootDir>/tests/jest/closing-line.mjs"],
  testSequencer: "<rootDir>/tests/jest/longest-first.mjs",
  // More than two cores: the tests that take longest wait for Terraform's provider, which waits by the clock.
  maxWorkers: 3,
  testTimeout: 60_000,
};
