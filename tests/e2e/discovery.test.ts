// Data that nobody has described yet: crawled where it lies, queried, and made a contract that holds for its files.
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { AccessAnswer } from "../../cli/local-report.ts";
import { MODULE_SET } from "../../cli/module-files.ts";
import { queryAthena } from "../../cli/query/athena.ts";
import { drained } from "../../local/index.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
const laptop = new Laptop("shop");
/** Key in the foreign bucket → content. */
const FOREIGN: Record<string, string | Buffer> = {
  "drop/visits/year=2025/month=12/a.csv": "id;at;amount;note\n1;2025-12-01;1,50;\n2;2025-12-02;20,00;x\n",
  "drop/visits/year=2026/month=01/a.csv": "id;at;amount;note\n3000000000;2026-01-01;7,25;y\n",
  "drop/clicks/a.json.gz": gzipSync('{"id":1,"page":"/"}\n{"id":2,"page":"/b","who":"ann"}\n'),
  "drop/stock/s.parquet": Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: "sku", data: ["a", "b", "c"], type: "STRING" },
        { name: "held", data: [1n, 20n, 3_000_000_000n], type: "INT64" },
        { name: "weight", data: [0.5, 1.25, 2], type: "DOUBLE" },
      ],
    }),
  ),
  "drop/odd/a.dat": "'1'!'a!b'\n'2'!'c'\n",
};
const LANDED = { "refunds/r.csv": "order,reason,amount\n7,late,1.5\n8,broken,2\n" };

beforeAll(() => {
  mkdirSync(laptop.dir);
  const set = relative(realpathSync(laptop.dir), MODULE_SET);
  writeFileSync(
    join(laptop.dir, "main.tf"),
    `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.100.0, < 7.0.0" }
  }
}
resource "aws_s3_bucket" "partner" {
  bucket        = "partner-drop"
  force_destroy = true
}
resource "aws_s3_bucket" "landing" {
  bucket        = "raw-landing"
  force_destroy = true
}
module "athena" {
  source                         = "${set}/modules/athena"
  name                           = "my-shop"
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
module "discovery" {
  source = "${set}/modules/glue"
  name   = "my-shop"
  crawlers = {
    landing = { paths = ["s3://\${aws_s3_bucket.landing.id}/"], table_level = 2 }
    partner = {
      paths           = ["s3://partner-drop/drop/"]
      exclusions      = ["odd/**"]
      schedule        = "cron(15 3 * * ? *)"
      delete_behavior = "DELETE_FROM_DATABASE"
    }
    odd = { paths = ["s3://partner-drop/drop/odd/"], classifiers = ["bang"], table_prefix = "raw_" }
  }
  csv_classifiers = { bang = { delimiter = "!", quote = "'", contains_header = "ABSENT", header = ["number", "said"] } }
}
`,
  );
});

afterAll(() => laptop.remove(), MINUTES);

const put = async (Bucket: string, objects: Record<string, string | Buffer>): Promise<void> => {
  const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
  for (const [Key, Body] of Object.entries(objects))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  s3.destroy();
};
const crawl = async (prefix: string): Promise<Record<string, unknown>[]> => {
  const ran = await laptop.command("crawl", laptop.dir, prefix, "--json");
  if (ran.code !== 0) throw new Error(`${ran.stdout}${ran.stderr}`);
  return ran.json<{ tables: Record<string, unknown>[] }>().tables;
};
const ask = async (sql: string): Promise<unknown[][]> =>
  (await queryAthena({ aws: laptop.aws, database: "my_shop_discovered", workgroup: "my-shop" }, sql)).rows;

test(
  "crawlers are applied, and find what lies in a foreign bucket",
  async () => {
    await laptop.apply({});
    await put("partner-drop", FOREIGN);
    const tables = await crawl("s3://partner-drop/drop/");
    expect(tables).toMatchObject([
      { table: "clicks", format: "json", columns: 3, partitions: 0, files: 1 },
      { table: "stock", format: "parquet", columns: 3, partitions: 0, files: 1 },
      { table: "visits", format: "csv", columns: 4, partitions: 2, files: 2 },
    ]);
    expect(
      await ask(
        "SELECT year, month, cast(count(*) AS varchar) FROM visits GROUP BY year, month ORDER BY year",
      ),
    ).toEqual([
      ["2025", "12", "2"],
      ["2026", "01", "1"],
    ]);
    expect(await ask("SELECT who FROM clicks WHERE id = 2")).toEqual([["ann"]]);
    expect(await ask("SELECT sku, cast(held AS varchar) FROM stock ORDER BY held DESC LIMIT 1")).toEqual([
      ["c", "3000000000"],
    ]);
  },
  6 * MINUTES,
);

test(
  "a classifier reads what Glue's own do not, and landing has a table for each of its folders",
  async () => {
    expect(await crawl("partner-drop/drop/odd")).toMatchObject([{ table: "raw_odd", columns: 2 }]);
    expect(await ask("SELECT number, said FROM raw_odd ORDER BY number")).toEqual([
      ["1", "a!b"],
      ["2", "c"],
    ]);
    await put("raw-landing", LANDED);
    expect(await crawl("raw-landing/refunds")).toMatchObject([{ table: "refunds", format: "csv", files: 1 }]);
  },
  2 * MINUTES,
);

test(
  "what is found becomes a contract that holds for the same files",
  async () => {
    const found = ["visits", "clicks", "stock", "refunds"].flatMap((name) => [
      "--from-glue",
      `my_shop_discovered.${name}`,
    ]);
    const made = await laptop.command("init", "found", ...found, "--json");
    expect(made.json()).toMatchObject({
      datasets: [
        { dataset: "visits", columns: 4, rows: 3 },
        { dataset: "clicks", columns: 3, rows: 2 },
        { dataset: "stock", columns: 3, rows: 3 },
        { dataset: "refunds", columns: 3, rows: 2 },
      ],
    });
    const files = { ...FOREIGN, ...LANDED };
    const imports = Object.entries(files).flatMap(([key, content], at) => {
      const dataset = /(visits|clicks|stock|refunds)\//.exec(key)?.[1];
      if (!dataset) return [];
      const name = `${at}-${key.split("/").at(-1)}`;
      writeFileSync(join(laptop.home, name), content);
      return ["--import", `${dataset}=${name}`];
    });
    const checked = await laptop.command("check", "found", ...imports, "--json");
    expect(checked.json()).toMatchObject({
      datasets: [
        { dataset: "visits", rows_in: 3, rows_curated: 3, rows_quarantined: 0 },
        { dataset: "clicks", rows_in: 2, rows_curated: 2, rows_quarantined: 0 },
        { dataset: "stock", rows_in: 3, rows_curated: 3, rows_quarantined: 0 },
        { dataset: "refunds", rows_in: 2, rows_curated: 2, rows_quarantined: 0 },
      ],
      rejected: [],
    });
    expect(checked.code).toBe(0);
  },
  2 * MINUTES,
);

test(
  "what cannot be found says what to do",
  async () => {
    const nowhere = await laptop.command("crawl", laptop.dir, "s3://elsewhere/");
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain("s3://partner-drop/drop/");
    const missing = await laptop.command("init", "missing", "--from-glue", "my_shop_discovered.nothing");
    expect(missing.stderr).toContain("There is no table my_shop_discovered.nothing in the catalog");
    const wrong = await laptop.command("init", "missing", "--from-glue", "nothing");
    expect([wrong.code, missing.code]).toEqual([2, 1]);
  },
  MINUTES,
);

test(
  "another crawl takes what is gone out of the catalog, and no permission lacks or idles",
  async () => {
    await put("partner-drop", { "drop/more/a.csv": "a,b\nx,1\n" });
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    await s3.send(new DeleteObjectCommand({ Bucket: "partner-drop", Key: "drop/clicks/a.json.gz" }));
    s3.destroy();
    const there = (await crawl("s3://partner-drop/drop/")).map(({ table }) => table);
    expect(there).toEqual(["more", "raw_odd", "stock", "visits"]);
    const glue = new GlueClient(laptop.aws);
    const { Table } = await glue.send(
      new GetTableCommand({ DatabaseName: "my_shop_discovered", Name: "visits" }),
    );
    glue.destroy();
    expect(Table?.Parameters).toMatchObject({ UPDATED_BY_CRAWLER: "my-shop-partner" });
    const { permissions, denied } = (await laptop.command("local", "report", "--json")).json<AccessAnswer>();
    expect(denied).toEqual([]);
    const crawlers = permissions.filter(({ role }) => role.includes("-crawler-"));
    expect(crawlers.filter(({ used }) => used).length).toBeGreaterThan(10);
    expect(crawlers.filter(({ used, rarely }) => !used && !rarely)).toEqual([]);
  },
  2 * MINUTES,
);

test(
  "a crawl that may not read what it crawls fails, and the alarm tells of it",
  async () => {
    const cloudwatch = new CloudWatchClient(laptop.aws);
    const state = async () => {
      await drained(laptop.local);
      const { MetricAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: ["my-shop-discovery-failed"] }),
      );
      return MetricAlarms[0]?.StateValue;
    };
    expect(await state()).not.toBe("ALARM");
    // Whoever owns the foreign bucket lets nobody in any more.
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: "partner-drop",
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: ["s3:GetObject", "s3:ListBucket"],
              Resource: ["arn:aws:s3:::partner-drop", "arn:aws:s3:::partner-drop/*"],
            },
          ],
        }),
      }),
    );
    const failed = await laptop.command("crawl", laptop.dir, "s3://partner-drop/drop/");
    expect(failed.code).toBe(1);
    expect(await state()).toBe("ALARM");
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: "partner-drop" }));
    s3.destroy();
    cloudwatch.destroy();
  },
  2 * MINUTES,
);

test("the plan is empty", () => laptop.planIsEmpty(), 6 * MINUTES);

test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 6 * MINUTES);
