// The command as a process, where no AWS is needed: its words, its exit codes, its JSON.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { headrace } from "./headrace.ts";
import { leftOver } from "./processes.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "headrace-command-"));
  mkdirSync(join(home, "shop"));
  writeFileSync(join(home, "shop", "headrace.yaml"), CONTRACT);
  writeFileSync(join(home, "orders.csv"), ORDERS);
  writeFileSync(join(home, "customers.csv"), "customer_id,segment\n7,gold\n8,silver\n");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const CONTRACT = `version: 1
name: shop
datasets:
  orders:
    columns:
      - { name: order_id, type: bigint, required: true }
      - { name: customer_id, type: bigint }
      - { name: email, type: string, clean: [trim, lower], pattern: '^\\S+@\\S+$', tokenize: hmac }
      - { name: amount, type: "decimal(12,2)", min: 0 }
      - { name: ordered_on, type: date }
    key: [order_id]
    enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
    partition_by: ["month(ordered_on)"]
    quality: { max_reject_ratio: 0.9 }
  customers:
    columns:
      - { name: customer_id, type: bigint, required: true }
      - { name: segment, type: string }
`;

const ORDERS = `order_id,customer_id,email,amount,ordered_on
1,7, Ann@Example.com ,10.50,2024-01-31
2,8,bob@example.com,-1,2024-02-01
3,9,nobody,x,2024-02-02
1,7,ann@example.com,10.50,2024-01-31
`;

const check = (...more: string[]) => headrace(["check", join(home, "shop"), ...more]);

describe("help and usage", () => {
  test("--help lists the commands, at once", async () => {
    const start = performance.now();
    const { code, stdout } = await headrace(["--help"]);
    expect(code).toBe(0);
    for (const name of ["init", "check", "run", "query", "local", "apply", "destroy", "build"])
      expect(stdout).toContain(`headrace ${name}`);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test("a mistyped command is a usage error, for people and for machines", async () => {
    const people = await headrace(["chekc"]);
    expect(people).toMatchObject({ code: 2, stdout: "" });
    expect(people.stderr).toMatch(/unknown command "chekc"; did you mean check\?/);
    const machines = await headrace(["chekc", "--json"]);
    expect(machines.code).toBe(2);
    expect(machines.json()).toEqual({
      error: { code: "usage", message: expect.stringContaining("chekc"), fix: expect.any(String) },
    });
  });

  test.each([
    [["check"], /DIR is missing/],
    [["run", "."], /no --import/],
    [["check", "no-such-folder", "--import", "a=b"], /no-such-folder does not exist/],
    [["local", "upp"], /did you mean up\?/],
    [["query", ".", "select 1", "--engine", "oracle"], /none of athena, redshift/],
    [["init", "x"], /neither --from/],
    [
      ["init", "orders.csv/x", "--from", "orders.csv"],
      /orders.csv\/x is no folder, and none can be made there/,
    ],
    [["check", "shop", "--import", "orders=orders.csv", "--out", "orders.csv/x"], /none can be made there/],
    [["check", "shop", "--import", `orders=${"x".repeat(5000)}`], /does not exist/],
  ])("headrace %j is a usage error", async (args, message) => {
    const { code, stderr, stdout } = await headrace(args, { cwd: home });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

test("a contract that is no UTF-8, as Terraform wants it, is told what it is", async () => {
  mkdirSync(join(home, "wide"));
  writeFileSync(join(home, "wide", "headrace.yaml"), CONTRACT, "utf16le");
  const args = ["check", "wide", "--import", "orders=orders.csv", "--json"];
  const { code, json } = await headrace(args, { cwd: home });
  expect(code).toBe(1);
  expect(json()).toMatchObject({
    error: { code: "contract_invalid", message: expect.stringMatching(/^wide.headrace.yaml: .*UTF-8/) },
  });
});

describe("check", () => {
  test("without a file judges the contract alone", async () => {
    const told = await check();
    expect(told).toMatchObject({ code: 0, stdout: "" });
    expect(told.stderr).toContain("The contract is right. Its datasets: orders");
  });

  test("prints the documented object, lookups first, and adds up", async () => {
    const out = join(home, "out");
    const args = [
      "--import",
      `orders=${join(home, "orders.csv")}`,
      "--import",
      `customers=${join(home, "customers.csv")}`,
      "--import",
      `orders=${join(home, "..", home.split("/").at(-1) ?? "", "orders.csv")}`,
    ];
    const { code, json } = await check(...args, "--json", "--out", out);
    const report = json<{ datasets: Record<string, unknown>[]; rejected: unknown[]; seconds: number }>();
    expect(code).toBe(0);
    expect(report.rejected).toEqual([]);
    expect(report.seconds).toBeGreaterThan(0);
    expect(report.datasets.map(({ dataset }) => dataset)).toEqual(["customers", "orders"]);
    expect(report.datasets[1]).toMatchObject({
      files: 1,
      files_rejected: 0,
      rows_in: 4,
      rows_curated: 1,
      rows_quarantined: 3,
      reasons: { "amount:min": 1, "amount:type": 1, "email:pattern": 1, "row:duplicate": 1 },
      bytes_in: ORDERS.length,
    });
    expect(readdirSync(join(out, "curated", "orders"))).toEqual(["ordered_on_month=2024-01"]);
    const [quarantine = ""] = readdirSync(join(out, "quarantine", "orders"));
    const rows = readFileSync(join(out, "quarantine", "orders", quarantine), "utf8")
      .trim()
      .split("\n");
    expect(rows.map((row) => JSON.parse(row))).toContainEqual({
      file: join(home, "orders.csv"),
      line: 4,
      raw: "3,9,nobody,x,2024-02-02",
      reasons: expect.arrayContaining(["amount:type", "email:pattern"]),
    });

    // A second check of a corrected file leaves nothing of the first.
    const corrected = join(home, "orders.csv");
    writeFileSync(corrected, ORDERS.split("\n").slice(0, 2).join("\n"));
    try {
      const again = await check("--import", `orders=${corrected}`, "--json", "--out", out);
      expect(again.json()).toMatchObject({ datasets: [{ rows_in: 1, rows_curated: 1 }] });
      const left = join(out, "quarantine", "orders");
      expect(existsSync(left) ? readdirSync(left) : []).toEqual([]);
    } finally {
      writeFileSync(corrected, ORDERS);
    }
  });

  test("a file over the reject ratio is rejected whole: exit code 1, its rows counted as quarantined", async () => {
    const bad = join(home, "bad.csv");
    writeFileSync(bad, "order_id,customer_id,email,amount,ordered_on\nx,,,,\ny,,,,\n");
    const { code, json } = await check("--import", `orders=${bad}`, "--json");
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      datasets: [{ files: 1, files_rejected: 1, rows_in: 2, rows_curated: 0, rows_quarantined: 2 }],
      rejected: [{ dataset: "orders", file: bad, reason: expect.stringMatching(/^file:/) }],
    });
  });

  test("what the command line names must be there", async () => {
    const missing = await check("--import", "orders=/no/such/file.csv", "--json");
    expect(missing.code).toBe(2);
    expect(missing.json()).toMatchObject({
      error: { code: "usage", message: "/no/such/file.csv does not exist" },
    });
    const unknown = await check("--import", `order=${join(home, "orders.csv")}`);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/no dataset "order"; did you mean orders\?/);
  });

  test("a wrong contract names every fault, its path and its fix", async () => {
    const dir = join(home, "wrong");
    mkdirSync(dir);
    writeFileSync(
      join(dir, "headrace.yaml"),
      CONTRACT.replace("type: date", "type: dat").replace("lookup: customers", "lookup: nobody"),
    );
    const { code, json, stderr } = await headrace([
      "check",
      dir,
      "--json",
      "--import",
      `orders=${join(home, "orders.csv")}`,
    ]);
    expect(code).toBe(1);
    const { error } = json<{ error: { code: string; message: string } }>();
    expect(error.code).toBe("contract_invalid");
    expect(error.message).toMatch(/ordered_on/);
    expect(error.message).toMatch(/nobody/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("a fault of the contract is told with its line and column, to people and to machines", async () => {
    const dir = join(home, "faulty");
    mkdirSync(dir);
    writeFileSync(join(dir, "headrace.yaml"), CONTRACT.replace("type: date", "type: dat"));
    const people = await headrace(["check", "faulty"], { cwd: home });
    expect([people.code, people.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^error: faulty.headrace.yaml:10:35: datasets.orders.columns.ordered_on.type: unknown type "dat"/,
      ),
    ]);
    const machines = await headrace(["check", "faulty", "--json"], { cwd: home });
    expect(machines.json()).toMatchObject({
      error: {
        code: "contract_invalid",
        issues: [{ path: "datasets.orders.columns.ordered_on.type", line: 10, column: 35 }],
      },
    });
  });

  test("a folder without a contract says how to get one", async () => {
    const { code, json } = await headrace(["check", home, "--json", "--import", "a=b"]);
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      error: { code: "contract_missing", fix: expect.stringMatching(/headrace init/) },
    });
  });
});

test("an interrupted check ends with 130 and leaves no temporary files", async () => {
  const temporary = join(home, "tmp");
  mkdirSync(temporary);
  const big = join(home, "big.csv");
  writeFileSync(big, ORDERS + "1,7,ann@example.com,10.50,2024-01-31\n".repeat(2_000_000));
  const ended = await headrace(["check", join(home, "shop"), "--import", `orders=${big}`], {
    env: { ...process.env, TMPDIR: temporary },
    onStart: ({ kill }) => setTimeout(() => kill("SIGINT"), 2_500),
  });
  rmSync(big);
  expect(ended.code).toBe(130);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a check that is interrupted twice in the midst of the engine's work ends at once, and tidies up", async () => {
  const [temporary, big] = [join(home, "twice"), join(home, "bad-rows.csv")];
  mkdirSync(temporary);
  writeFileSync(big, ORDERS + "x,7,nobody,10.50,2024-01-31\n".repeat(3_000_000));
  const ended = await headrace(["check", join(home, "shop"), "--import", `orders=${big}`], {
    env: { ...process.env, TMPDIR: temporary },
    onStart: ({ kill }) => {
      for (const at of [3_000, 3_450]) setTimeout(() => kill("SIGINT"), at);
    },
  });
  rmSync(big);
  expect(ended.code).toBe(130);
  expect(await leftOver(temporary, /^$/, 5_000)).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a check that is killed ends, engine and all", async () => {
  const big = join(home, "big.csv");
  writeFileSync(big, ORDERS + "1,7,ann@example.com,10.50,2024-01-31\n".repeat(2_000_000));
  await headrace(["check", join(home, "shop"), "--import", `orders=${big}`], {
    env: { ...process.env, TMPDIR: home },
    onStart: ({ kill }) => setTimeout(() => kill("SIGKILL"), 2_500),
  });
  rmSync(big);
  expect(await leftOver(home, /^$/, 15_000)).toEqual([]);
});

test("a disk without room is told as such, with its folder", async () => {
  const many = join(home, "many.csv");
  const row = (i: number): string => `${i},${i},nobody ${i},1,2024-01-01\n`;
  writeFileSync(many, ORDERS + Array.from({ length: 100_000 }, (_, i) => row(i)).join(""));
  const out = join(home, "limited");
  // The shell's limit of a file's size stands for a disk without room.
  const { code, json } = await headrace(
    ["check", join(home, "shop"), "--import", `orders=${many}`, "--out", out, "--json"],
    { fileBlocks: 512 },
  );
  expect(code).toBe(3);
  expect(json()).toMatchObject({
    error: { code: "disk_full", message: expect.stringMatching(/^The disk is full/) },
  });
});

describe("init", () => {
  test("writes a contract that its own file passes, and overwrites nothing", async () => {
    const dir = join(home, "fresh");
    const file = join(home, "Customer Orders.csv");
    writeFileSync(file, ORDERS);
    const answer = await headrace(["init", dir, "--from", file, "--json"]);
    expect(answer.code).toBe(0);
    expect(answer.json()).toMatchObject({ written: ["headrace.yaml", "main.tf", ".gitignore"] });
    const checked = await headrace(["check", dir, "--json", "--import", `customer_orders=${file}`]);
    expect(checked.json()).toMatchObject({
      datasets: [{ rows_in: 4, rows_curated: 4, rows_quarantined: 0 }],
    });
    const digest = () =>
      createHash("sha256")
        .update(readFileSync(join(dir, "headrace.yaml")))
        .digest("hex");
    const before = digest();
    const again = await headrace(["init", dir, "--from", file]);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/overwrites nothing/);
    expect(digest()).toBe(before);
  });

  test("names the JSON Schema in the contract's first line, by a path that leads to it", async () => {
    const dir = join(home, "with blanks", "schema");
    await headrace(["init", dir, "--from", join(home, "orders.csv")]);
    const [first = ""] = readFileSync(join(dir, "headrace.yaml"), "utf8").split("\n");
    const [, reference = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    const path = fileURLToPath(new URL(reference, pathToFileURL(join(realpathSync(dir), "headrace.yaml"))));
    const { stdout } = await headrace(["schema"]);
    expect(readFileSync(path, "utf8")).toBe(stdout);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object", required: ["version", "name", "datasets"] });
  });

  test("--add adds a dataset to a contract that is there, once", async () => {
    const dir = join(home, "grown");
    mkdirSync(dir);
    const contract = join(dir, "headrace.yaml");
    writeFileSync(contract, CONTRACT.replace("customers:", "customers: # ours"), { mode: 0o640 });
    const file = join(home, "visits.csv");
    writeFileSync(file, "visit_id,page\n1,home\n");
    const added = await headrace(["init", dir, "--add", "--from", file, "--json"]);
    expect([added.code, added.json()]).toEqual([
      0,
      expect.objectContaining({ name: "shop", written: ["headrace.yaml"] }),
    ]);
    const text = readFileSync(contract, "utf8");
    expect(text.startsWith(CONTRACT.replace("customers:", "customers: # ours"))).toBe(true);
    expect(statSync(contract).mode & 0o777).toBe(0o640);
    expect(readdirSync(dir)).toEqual(["headrace.yaml"]);
    const checked = await headrace(["check", dir, "--import", `visits=${file}`, "--json"]);
    expect(checked.json()).toMatchObject({ datasets: [{ dataset: "visits", rows_curated: 1 }] });
    const twice = await headrace(["init", dir, "--add", "--from", file]);
    expect([twice.code, readFileSync(contract, "utf8")]).toEqual([2, text]);
    expect(twice.stderr).toMatch(/has a dataset visits already/);
    const nowhere = await headrace(["init", join(home, "none-yet"), "--add", "--from", file]);
    expect(nowhere.code).toBe(2);
  });
});

describe("one file that is wrong spoils nothing of the others", () => {
  const parquet = join(import.meta.dirname, "../../core/engine/testing/parquet");
  const broken = join(parquet, "codec-lzo.parquet");

  test("init writes their datasets, names it and ends with 1", async () => {
    const dir = join(home, "partly");
    const { code, json } = await headrace([
      "init",
      dir,
      "--json",
      "--from",
      broken,
      join(home, "orders.csv"),
    ]);
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      datasets: [{ dataset: "orders" }],
      failed: [
        { file: broken, code: "file_unreadable", message: expect.stringContaining("codec-lzo.parquet") },
      ],
    });
    const none = await headrace(["init", join(home, "none"), "--json", "--from", broken]);
    expect([none.code, existsSync(join(home, "none"))]).toEqual([1, false]);
    expect(none.json()).toMatchObject({ error: { code: "file_unreadable" } });
  });

  test("check reports them, and ends with 1", async () => {
    const dir = join(home, "mixed");
    mkdirSync(dir);
    const good = join(parquet, "page-checksums.parquet");
    const answer = await headrace(["init", dir, "--json", "--from", `typed=${good}`]);
    expect(answer.code).toBe(0);
    const huge = join(parquet, "value-of-two-gib.parquet");
    const { code, json } = await headrace([
      ...["check", dir, "--json"],
      ...["--import", `typed=${huge}`, "--import", `typed=${good}`],
    ]);
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      datasets: [{ files: 2, files_rejected: 1, rows_in: 3, rows_curated: 3 }],
      rejected: [{ file: huge, reason: "file:unsupported" }],
    });
  });
});

describe("missing tools end with exit code 3 and say how to get them", () => {
  const bare = (state: string): NodeJS.ProcessEnv => ({
    PATH: home,
    HOME: home,
    HEADRACE_STATE: join(home, state),
  });

  test("no Terraform", async () => {
    const dir = join(home, "shop");
    for (const args of [
      ["apply", dir],
      ["run", dir, "--import", `customers=${join(home, "customers.csv")}`],
    ]) {
      const { code, json } = await headrace([...args, "--json"], { env: bare("none") });
      expect(code).toBe(3);
      expect(json()).toMatchObject({
        error: { code: "tool_missing", fix: expect.stringMatching(/Install Terraform/) },
      });
    }
  });

  test("no Python and no container engine", async () => {
    const { code, json } = await headrace(["local", "up", "--json"], { env: bare("none") });
    expect(code).toBe(3);
    expect(json()).toMatchObject({ error: { fix: expect.stringMatching(/Python/) } });
  });

  test("no local AWS", async () => {
    const { code, json } = await headrace(["local", "env", "--json"], { env: bare("none") });
    expect(code).toBe(3);
    expect(json()).toMatchObject({
      error: { code: "local_not_running", fix: expect.stringMatching(/local up/) },
    });
  });
});
