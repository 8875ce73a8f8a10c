// What definitions of models, snapshots and tests must say, and what is told where they do not.
import { describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import {
  acceptedValues,
  check,
  freshness,
  incremental,
  model,
  relationships,
  rowCount,
  snapshot,
  source,
  table,
  unique,
} from "./index.ts";
import { project } from "./testing/projects.ts";
import type { AnyDb } from "./testing/reading.ts";

describe("definitions", () => {
  const lake = (db: AnyDb) => db.selectFrom("lake.x").select(["id", "at"]);
  const refused = (definition: () => object) => expect(() => project([definition()]));

  test("that cannot work are refused with the fix", () => {
    refused(() =>
      model({ name: "m", materialized: incremental({ strategy: "merge" }), query: lake }),
    ).toThrow("needs a key");
    refused(() =>
      model({ name: "m", materialized: incremental({ key: "no" as never }), query: lake }),
    ).toThrow('"no"');
    refused(() =>
      model({ name: "m", materialized: table(), sortKeys: ["no" as never], query: lake }),
    ).toThrow("sortKeys");
    refused(() => model({ name: "m", distKey: "id" as never, query: lake })).toThrow("is a view");
    refused(() => model({ name: "m", materialized: "incremental" as never, query: lake })).toThrow(
      'materialized is "incremental"',
    );
    refused(() => model({ name: "m", materialized: "tabel" as never, query: lake })).toThrow(
      'materialized is "tabel"',
    );
    refused(() => model({ name: "m", query: lake, tests: [unique("no" as never)] })).toThrow(
      "the test unique",
    );
    refused(() => model({ name: "m" } as never)).toThrow("no query");
    refused(() => model({ name: "", query: lake })).toThrow("no name");
    refused(() => model({ name: "x".repeat(111), query: lake })).toThrow("110 bytes");
    refused(() => snapshot({ name: "s", key: [], strategy: check(), query: lake })).toThrow("needs a key");
    refused(() => model({ name: "m", query: (db: AnyDb) => lake(db).distinctOn("id") })).toThrow(
      "DISTINCT ON",
    );
    refused(() => model({ name: "m", query: () => undefined as never })).toThrow("could not be made");
    refused(() =>
      model({ name: "m", query: (_db, ctx) => sql<{ v: string }>`select ${ctx.variable<string>("v")} as v` }),
    ).toThrow('the variable "v" is not given');
    refused(() => model({ name: "m", query: (db: AnyDb) => db.deleteFrom("lake.x") })).toThrow("no select");
    refused(() => model({ name: "m", materialised: "table", query: lake } as never)).toThrow(
      'no field "materialised"',
    );
    refused(() => snapshot({ name: "s", keys: "id", query: lake } as never)).toThrow('no field "keys"');
  });

  test("of tests that test nothing are refused with how to write them", () => {
    const testing = (tests: unknown) => refused(() => model({ name: "m", query: lake, tests } as never));
    testing(unique("id" as never)).toThrow("tests is no list");
    testing([() => true]).toThrow("one of its tests is none");
    testing([(unique as (...columns: string[]) => unknown)()]).toThrow("the test unique lacks");
    testing([acceptedValues("id" as never, [] as never)]).toThrow("the test acceptedValues lacks");
    testing([freshness("at" as never, {})]).toThrow("the test freshness lacks");
    testing([rowCount({})]).toThrow("the test rowCount lacks");
    testing([relationships("id" as never, "orders" as never, "id" as never)]).toThrow(
      "the test relationships lacks",
    );
    refused(() => source()({ name: "raw.x", tests: [(unique as () => never)()] })).toThrow('"raw.x"');
  });

  test("of freshness are named in the largest unit", () => {
    const within = (span: object) =>
      project([model({ name: "m", query: lake, tests: [freshness("at" as never, span)] })]).graph.models[0]
        ?.tests[0]?.name;
    expect(within({ hours: 24 })).toBe("freshness(at within 1 day)");
    expect(within({ hours: 36 })).toBe("freshness(at within 36 hours)");
    expect(within({ hours: 1, minutes: 30 })).toBe("freshness(at within 90 minutes)");
  });
});
