// The tests that are published with each module, for `terraform test`: they plan it against a provider that asks nothing of
// AWS, in seconds. They are what the modules promise whoever changes them, and an example for those who test roots of their own.
import { type ModuleDefinition, testFile } from "../kit/index.ts";
import { generalRuns } from "./general.ts";
import { ALSO, ANSWERS, SAMPLES } from "./samples.ts";
import { SPECIFIC } from "./specific.ts";

const ABOUT = [
  "What this module promises. Run: terraform init && terraform test",
  "The provider is a stand-in: no account is needed, and nothing is made.",
];

/** @param source where the module lies, for a file that does not lie in its folder */
export function testsOf(definition: ModuleDefinition, source?: string): string {
  const also = ALSO[definition.name] ?? [];
  const needed = definition.variables().filter(({ name, required }) => required || also.includes(name));
  const variables = Object.fromEntries(
    needed.map(({ name }) => {
      const sample = SAMPLES[name];
      if (sample === undefined)
        throw new Error(`there is no sample of ${name} for the tests of ${definition.name}`);
      return [name, sample];
    }),
  );
  return testFile({
    about: ABOUT,
    answers: ANSWERS,
    variables,
    runs: [...(SPECIFIC[definition.name] ?? []), ...generalRuns(definition)],
    ...(source === undefined ? {} : { source }),
  });
}
