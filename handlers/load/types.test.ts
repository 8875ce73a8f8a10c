// Files as the engine writes them are of the very types that COPY of Parquet asks for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/index.ts";
import { importBytes } from "../../core/engine/testing/harness.ts";
import { WarehouseAccount } from "../testing/warehouse.ts";
import { missingColumns, type StandingColumn } from "./fit.ts";
import { LoadSql } from "./statements.ts";
import { loadTable } from "./table.ts";

let account: WarehouseAccount;
beforeAll(async () => {
  account = await WarehouseAccount.open();
}, 60_000);
afterAll(() => account?.close());

const TYPES = [
  "string",
  "int",
  "bigint",
  "double",
  "boolean",
  "decimal(4,1)",
  "decimal(12,2)",
  "decimal(18,0)",
  "decimal(19,4)",
  "decimal(38,10)",
  "date",
  "timestamp",
];
const ROW = [
  "é",
  "-1",
  "9007199254740993",
  "0.5",
  "true",
  "1.5",
  "1.50",
  "7",
  "7.0001",
  "0.0000000001",
  "2024-02-29",
  "2024-02-29 10:00:00.123456",
];

test("every type of a contract is loaded, values and nulls", async () => {
  const columns = TYPES.map((type, i) => ({ name: `c${i}`, type }));
  const out = join(account.scratch, "out");
  const csv = [columns.map(({ name }) => name), ROW, ROW.map(() => "")]
    .map((row) => row.join(","))
    .join("\n");
  const { result } = await importBytes({ columns }, csv, { out });
  expect(result.rowsCurated).toBe(2);
  for (const { path } of result.curated)
    account.aws.objects.set(`curated/rows/${path}`, readFileSync(join(out, path)));
  const contract = validateContract(
    { version: 1, name: "test", datasets: { rows: { columns } } },
    { file: "headrace.yaml" },
  );
  const table = loadTable(contract, "rows");
  if (!table) throw new Error("no table");
  await account.ask("create schema raw");
  const sql = new LoadSql("raw", "headrace");
  await account.ask(sql.gather(table, "staged"));
  const { IAM_ROLE_ARN } = account.environment({});
  await account.ask(`copy raw.staged from 's3://curated/rows/' iam_role '${IAM_ROLE_ARN}' format as parquet`);
  // Redshift casts no boolean to text.
  const text = (name: string, type: string) =>
    type === "boolean" ? `case ${name} when true then 'true' else 'false' end` : `cast(${name} as varchar)`;
  const texts = columns.map(({ name, type }, i) => `${text(name, type)} as t${i}`).join(", ");
  const loaded = await account.ask(`select ${texts} from raw.staged where c1 is not null`);
  expect(Object.values(loaded[0] as object)).toEqual(ROW);
  expect(
    await account.ask("select count(*) as n, count(c0) as texts, count(c11) as times from raw.staged"),
  ).toEqual([{ n: 2, texts: 1, times: 1 }]);
  // What the first load makes fits the second.
  const standing = (await account.ask(sql.columnsOf("staged"))) as unknown as StandingColumn[];
  expect(missingColumns("raw", table, standing)).toEqual([]);
}, 60_000);
