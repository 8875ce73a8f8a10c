// Runs the tests that wait for Terraform first: they take minutes, and the many short ones fill the time beside them.
import sequencer from "@jest/test-sequencer";

const Sequencer = sequencer.default ?? sequencer;
const WAITS_FOR_TERRAFORM = /[/\\]tests[/\\](?:e2e|modules)[/\\]/;

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const waits = ({ path }) => WAITS_FOR_TERRAFORM.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(waits), ...sorted.filter((test) => !waits(test))];
  }
}
