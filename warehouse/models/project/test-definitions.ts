// What must hold of the tests that hang on a model, snapshot or source. Types say it in an editor; a file that is only run
// is checked here.
import { HeadraceError } from "../../../core/errors.ts";
import type { ModelTest } from "../define/generic-tests.ts";
import { Relation } from "../define/relation.ts";

/** How each kind is written, for whoever wrote it otherwise. */
const WRITTEN: Readonly<Record<ModelTest["kind"], string>> = {
  unique: 'unique("order_id")',
  notNull: 'notNull("order_id")',
  acceptedValues: 'acceptedValues("status", ["placed", "shipped"])',
  relationships: 'relationships("customer_id", customers, "id"), with the other model imported',
  freshness: 'freshness("loaded_at", { hours: 24 })',
  rowCount: "rowCount({ min: 1 })",
  query: 'returnsNothing("name", (db, self) => db.selectFrom(self.as("m")).selectAll().where(…))',
};

export function checkTests(tests: unknown, owner: string, path: string): void {
  const wrong = (message: string, fix: string) =>
    new HeadraceError("model_test", `models/${path}: "${owner}": ${message}`, fix);
  if (!Array.isArray(tests)) throw wrong("tests is no list", 'write tests: [unique("id")]');
  for (const test of tests as readonly (ModelTest | undefined)[]) {
    const written = test && WRITTEN[test.kind];
    if (!written) {
      throw wrong(
        "one of its tests is none",
        `use ${Object.keys(WRITTEN).slice(0, -1).join(", ")}, returnsNothing`,
      );
    }
    if (!isWhole(test)) {
      const name = test.kind === "query" ? "returnsNothing" : test.kind;
      throw wrong(`the test ${name} lacks what it tests by`, `write ${written}`);
    }
  }
}

function isWhole(test: ModelTest): boolean {
  switch (test.kind) {
    case "unique":
    case "notNull":
      return test.columns.length > 0 && test.columns.every(isName);
    case "acceptedValues":
      return isName(test.columns[0]) && Array.isArray(test.values) && test.values.length > 0;
    case "relationships":
      return isName(test.columns[0]) && test.to instanceof Relation && isName(test.field);
    case "freshness":
      return isName(test.columns[0]) && test.maxAgeMinutes > 0;
    case "rowCount":
      return [test.min, test.max].some(Number.isSafeInteger);
    case "query":
      return isName(test.name) && typeof test.query === "function";
  }
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
