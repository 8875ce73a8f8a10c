// Statements as people write them every week, each with the answer that AWS's developer guide gives it.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TestWarehouse } from "../../../testing/redshift.ts";
import { ANALYTICS } from "./cases/statements/analytics.ts";
import { CORRELATED } from "./cases/statements/correlated.ts";
import { MODELS } from "./cases/statements/models.ts";
import type { Step } from "./cases/statements/step.ts";
import { SUPERS } from "./cases/statements/supers.ts";

let warehouse: TestWarehouse;

beforeAll(async () => {
  warehouse = await TestWarehouse.start();
});
afterAll(() => warehouse.close());

const SCRIPTS: [name: string, steps: readonly Step[]][] = [
  ["analytics", ANALYTICS],
  ["correlated", CORRELATED],
  ["models", MODELS],
  ["semistructured data", SUPERS],
];
const isOrdered = (sql: string): boolean => /\border by\b(?![^(]*\))/i.test(sql);
const sorted = (rows: unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe.each(SCRIPTS)("%s", (_, steps) => {
  test("answers as AWS's guide has it", async () => {
    const session = await warehouse.session("select 1");
    for (const [sql, answer] of steps) {
      const ran = await warehouse.run(sql, {}, session);
      if (answer?.startsWith("ERROR"))
        expect([sql, ran.error]).toEqual([sql, expect.stringContaining(answer)]);
      else expect([sql, ran.error]).toEqual([sql, undefined]);
      if (answer === undefined || answer.startsWith("ERROR")) continue;
      const rows = JSON.parse(answer) as unknown[][];
      const [got, expected] = isOrdered(sql) ? [ran.rows, rows] : [sorted(ran.rows), sorted(rows)];
      expect([sql, got]).toEqual([sql, expected]);
    }
  });
});
