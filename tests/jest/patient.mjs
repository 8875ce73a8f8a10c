// The environment of each test. What a test or hook says it may take is meant for the machine that it was written on; one that is
// slow, or busy with other tests, gets three times as long. The limit is there for what hangs, and no test measures time.
import { TestEnvironment as NodeEnvironment } from "jest-environment-node";

const PATIENCE = 3;

export default class PatientEnvironment extends NodeEnvironment {
  handleTestEvent(event, state) {
    const limited =
      event.name === "test_start" ? event.test : event.name === "hook_start" ? event.hook : undefined;
    if (!limited || limited.isPatient) return;
    limited.timeout = PATIENCE * (limited.timeout || state.testTimeout);
    limited.isPatient = true;
  }
}
