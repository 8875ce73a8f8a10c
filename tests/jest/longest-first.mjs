// Runs the tests that wait for Terraform first, the longest before all others: they take minutes, and the many short ones
// fill the time beside them and after them. Jest itself knows how long a test takes only where it has run before.
import { relative, sep } from "node:path";
import sequencer from "@jest/test-sequencer";

const Sequencer = sequencer.default ?? sequencer;
/** Longest first; then what else lies in these folders, then all the rest. */
const WAIT_FOR_TERRAFORM = [
  "tests/e2e/pipeline.test.ts",
  "tests/modules/stateful.test.ts",
  "tests/e2e/warehouse.test.ts",
  "tests/e2e/delivery.test.ts",
  "tests/e2e/interrupted.test.ts",
  "tests/e2e/refusals.test.ts",
  "tests/",
  "",
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path, context }) => {
      const file = relative(context.config.rootDir, path).replaceAll(sep, "/");
      return WAIT_FOR_TERRAFORM.findIndex((start) => file.startsWith(start));
    };
    return super
      .sort(tests)
      .map((test) => ({ test, rank: rank(test) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ test }) => test);
  }
}
