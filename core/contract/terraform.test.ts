// The real Terraform against the command: the same contracts, and word for word the same lines.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { contractDigest } from "./canonical.ts";
import { ContractError, issueLine } from "./error.ts";
import { validateContract } from "./parse.ts";
import { API_LINES, API_MESSAGE, apiLocals } from "./terraform/api.ts";
import type { NamedLocal } from "./terraform/named.ts";
import { CONTRACT_LINES, CONTRACT_MESSAGE, contractLocals } from "./terraform.ts";
import { readText } from "./yaml.ts";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const withTerraform = hasTerraform ? test : test.skip;

/** Datasets as an author writes them; each case's dataset names are its own. */
const WRONG: Record<string, string> = {
  "unknown type":
    "a: { columns: [{ name: x, type: strng }, { name: z, type: integer }, { name: w, type: 'decimal(5,6)' }] }",
  "tokenized partition":
    "b: { columns: [{ name: email, type: string, tokenize: hmac }, { name: x, type: int }], partition_by: [email] }",
  "unknown lookup":
    "customers: { columns: [{ name: id, type: int }] }\nc: { columns: [{ name: id, type: int }], enrich: [{ lookup: custmers, on: id, add: [segment] }] }",
  "bad regex":
    "d: { columns: [{ name: x, type: string, pattern: '^(a', clean: [trim, { replace: { pattern: '(?=b)', with: '' } }] }, { name: z, type: string, pattern: '(?<n>a)' }] }",
  "duplicate column":
    "e: { columns: [{ name: x, type: int }, { name: x, type: int }, { name: z, type: int, from: Q }, { name: w, type: int, from: Q }] }",
  "unknown keys":
    "f: { colums: 1, source: { formt: csv }, columns: [{ name: x, type: int, tokenise: hmac }], checks: [{ name: c, expression: x > 1, why: q }], quality: { x: 1 } }",
  "unknown columns":
    "lookup_g: { columns: [{ name: id, type: int }] }\ng: { columns: [{ name: order_id, type: int }], key: [orderid, order_id, order_id], partition_by: [day(at), nowhere, 'week(order_id)'], enrich: [{ lookup: lookup_g, on: idd, add: [segment, order_id] }] }",
  "unknown values":
    "h: { source: { format: xlsx, compression: zip, unknown_columns: ignor }, columns: [{ name: x, type: int, tokenize: hmacc, clean: [trimm] }], on_duplicate: frist, warehouse: { load: all } }",
  "bad names":
    "I: { columns: [{ name: Order-Id, type: int }, { name: y, type: int }, { name: 5, type: int }] }",
  "missing things":
    "j: { columns: [{ type: int }, { name: x }, {}, 7, null] }\nk: {}\nl: null\nm: []\nn_: text",
  "wrong kinds":
    "o: { source: csv, columns: { a: 1 }, key: id, checks: yes, enrich: [5], quality: { max_reject_ratio: 2 }, retention: { archive_after_days: 1.5, expire_after_days: 0 } }",
  "rhythms that no alarm can watch":
    "ra: { columns: [{ name: x, type: int }], quality: { expect_every: '2 months' } }\nrb: { columns: [{ name: x, type: int }], quality: { expect_every: 169 hours } }\nrc: { columns: [{ name: x, type: int }], quality: { expect_every: 5 } }",
  "wrong values":
    "p: { source: { delimiter: ';;', quote: '', header: maybe }, columns: [{ name: x, type: string, min_length: -1, max_length: 0, in: [], required: 1, min: true, default: 12345678901234567890, null_values: [n, 1] }] }",
  "type without quotes": "q: { columns: [{ name: x, type: decimal(12,2) }] }",
  "masked key": "r: { columns: [{ name: x, type: string, tokenize: mask }], key: [x] }",
  "tokens that cannot be":
    "ta: { columns: [{ name: a, type: double, tokenize: ff1 }, { name: b, type: 'decimal(5,2)', tokenize: ff1, ff1: { keep: '-7' } }, { name: c, type: string, tokenize: ff1, ff1: { alphabet: base62, keep: 'x ' } }, { name: e, type: string, ff1: { alphabet: digits } }, { name: f, type: string, tokenize: hmac, ff1: {} }, { name: g, type: string, key_version: 2 }, { name: h, type: string, tokenize: vault, key_version: 3 }, { name: i, type: int, tokenize: ff1, ff1: { alphabet: letters, keep: a-z } }] }",
  "ff1's settings of the wrong shape":
    "tb: { columns: [{ name: a, type: string, tokenize: ff1, ff1: { alphabet: hex, keep: '\"', tweak: ä, radix: 10 }, key_version: 0 }, { name: b, type: string, tokenize: ff1, ff1: digits, key_version: 1.5 }, { name: c, type: string, tokenize: ff1, ff1: { keep: 5, tweak: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx } }] }",
  "tokens that do not join":
    "tc: { columns: [{ name: p, type: string, tokenize: ff1 }, { name: q, type: string, tokenize: vault }, { name: r, type: string, tokenize: hmac, key_version: 2 }, { name: t, type: string, tokenize: ff1, ff1: { tweak: x }, key_version: 3 }, { name: z, type: int }] }\ntd: { columns: [{ name: p, type: string, tokenize: hmac }, { name: q, type: string, tokenize: ff1, ff1: { alphabet: base36 } }, { name: r, type: string, tokenize: hmac }, { name: t, type: string, tokenize: ff1, ff1: { tweak: y }, key_version: 3 }], enrich: [{ lookup: tc, on: p, add: [z1] }, { lookup: tc, on: q, add: [z2] }, { lookup: tc, on: r, add: [z3] }, { lookup: tc, on: t, add: [z4] }] }",
  "lookup of itself": "s: { columns: [{ name: x, type: int }], enrich: [{ lookup: s, on: x, add: [z] }] }",
  "values of another type":
    "u: { columns: [{ name: a, type: int, min: 1.5, max: 2147483648, in: [a, 7, -2147483648], default: x }, { name: b, type: bigint, min: '-9223372036854775809', max: '9223372036854775807', default: true }, { name: c, type: 'decimal(5, 2)', min: 0.123, max: 1234, in: ['1e2', 9.99, -0, '999.990', '1e-3'], default: '01.50' }, { name: e, type: double, min: '1e400', max: '1e308', default: nan }, { name: f, type: boolean, in: [maybe, yes, 1], default: 0 }, { name: g, type: string, in: [1, true, 'x'], default: 5 }, { name: h, type: date, min: 2024-02-30, max: 2024-02-29, in: ['2024-1-1', '0000-01-01', '2023-02-29', 20240101], default: '2024-03-01 00:00:00Z' }, { name: i, type: timestamp, min: '2024-01-01 24:00:00', max: '2024-01-01T10:00:00+25:00', in: ['2024-01-01T10:00', '2024-01-01 10:00:60', '9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00+01:00', 'now', '2024-02-30'], default: '2024-01-01T10:00:00.1234567Z' }] }",
  "bounds the wrong way round":
    "v: { columns: [{ name: a, type: int, min: 10, max: '9' }, { name: b, type: bigint, min: '9223372036854775807', max: '9223372036854775806' }, { name: c, type: 'decimal(38,10)', min: '12345678901234567890.0000000002', max: '12345678901234567890.0000000001' }, { name: e, type: double, min: 1e3, max: 9.99e2 }, { name: h, type: date, min: 2024-02-01, max: 2024-01-31 }, { name: i, type: timestamp, min: '2024-01-01T01:30:00.5+01:30', max: '2024-01-01 00:00:00' }, { name: k, type: timestamp, min: '2024-01-01T00:00:00-05:00', max: '2024-01-01' }, { name: l, type: string, min_length: 5, max_length: 4 }, { name: m, type: int, min: -0.0, max: -1 }] }",
  "defaults outside":
    "w: { columns: [{ name: a, type: int, min: 1, max: 5, default: 0 }, { name: b, type: int, max: 5, in: [1, 2], default: 6 }, { name: c, type: string, in: [a, b], default: c }, { name: e, type: date, min: 2024-01-02, default: 2024-01-01 }, { name: f, type: 'decimal(4,1)', in: [1.0, 2.5], default: '1.00' }, { name: g, type: boolean, in: [true], default: false }, { name: h, type: int, in: [x], default: 1 }] }",
  "keys of another type":
    "x_: { source: { header: false }, columns: [{ name: a, type: int, min_length: 1, max_length: 2, pattern: x, format: '%d' }, { name: b, type: string, min: 1, max: 2, from: B }, { name: c, type: boolean, min: 0 }, { name: e, type: 'decimal(3, 1)', pattern: '^1' }] }",
  formats:
    "y_: { columns: [{ name: a, type: date, format: '%Y-%Q' }, { name: b, type: date, format: '%d/%m' }, { name: c, type: timestamp, format: 'yyyy' }, { name: e, type: timestamp, format: '%-d.%-m.%' }, { name: f, type: date, format: '%G-%V' }, { name: g, type: date, format: '%H:%M é' }, { name: h, type: date, format: '%Y %-j %-Y' }] }",
  checks:
    "z_: { columns: [{ name: a, type: int }, { name: b, type: int }, { name: date, type: date }], checks: [{ name: one, expression: 'a > nope and other < 1' }, { name: one, expression: \"a = 1 and 'not a ''column' = \\\"x y\\\"\" }, { name: two, expression: \"coalesce(a, B) > 0 or TRUE and date > date '2024-01-01'\" }, { name: three, expression: '\"A\" is not null' }] }",
  retention:
    "ret: { columns: [{ name: a, type: int }], retention: { archive_after_days: 30, expire_after_days: 30 } }",
  "partitions that cannot be":
    "pa: { columns: [{ name: a, type: double }, { name: b, type: timestamp }, { name: c, type: date }, { name: e, type: int }, { name: b_day, type: string }, { name: f, type: 'decimal(3,1)' }], partition_by: [a, b, 'hour(c)', 'day(e)', 'day(b)', e, e, 'month(b)', 'month( b )', 'year(f)', 'week(b)', 'day(nowhere)'] }\npb: { columns: [{ name: a, type: int }], partition_by: [a] }",
  "lookups that do not fit":
    "la: { columns: [{ name: id, type: bigint }, { name: email, type: string, tokenize: hmac }, { name: code, type: string, tokenize: mask }, { name: region, type: string }, { name: price, type: 'decimal(5,2)' }], partition_by: [region] }\nlb: { columns: [{ name: id, type: int }, { name: email, type: string }, { name: code, type: string }, { name: region, type: string }, { name: price, type: 'decimal( 5 , 2 )' }], enrich: [{ lookup: la, on: id, add: [x] }, { lookup: la, on: email, add: [region] }, { lookup: la, on: code, add: [z] }, { lookup: la, on: region, add: [w] }, { lookup: la, on: price, add: [v] }] }",
  sources:
    'sa: { source: { format: json, delimiter: ";", header: false }, columns: [{ name: a, type: int, from: x }] }\nsb: { source: { delimiter: "\\"" }, columns: [{ name: a, type: int }] }\nsc: { source: { format: tsv, quote: "\\t" }, columns: [{ name: a, type: int }] }\nsd: { source: { delimiter: "\\n", quote: "\\r" }, columns: [{ name: a, type: int }] }',
  "marks of Terraform's own": `t: { columns: [{ name: x, type: '\${a} %{b} "c" \\d <&>é' }] }`,
};

const RIGHT = `
customers:
  columns: [{ name: customer_id, type: bigint }, { name: segment, type: string, tokenize: mask }]
cards:
  columns: [{ name: card, type: string, tokenize: ff1, ff1: { alphabet: digits, keep: ' -', tweak: 'card' }, key_version: 2 }, { name: iban, type: string, tokenize: ff1, ff1: { alphabet: base62 } }, { name: id, type: bigint, tokenize: ff1 }, { name: mail, type: string, tokenize: vault }]
payments:
  columns: [{ name: card, type: string, tokenize: ff1, ff1: { tweak: 'card' }, key_version: 2 }, { name: mail, type: string, tokenize: vault }]
  enrich: [{ lookup: cards, on: card, add: [iban] }, { lookup: cards, on: mail, add: [id] }]
orders:
  description: "<all> & 'every' é \\u2028 one"
  source: { format: csv, delimiter: ";", null_values: ["", NA] }
  columns:
    - { name: order_id, type: bigint, required: yes }
    - { name: customer_id, type: bigint, from: Customer Id }
    - { name: email, type: string, clean: [trim, { replace: { pattern: '(?P<a>x)(y)', with: '\\1' } }], pattern: '^\\S+/@\\S+$', tokenize: hmac }
    - { name: amount, type: "decimal(12, 2)", min: 0.01, max: 1e3, default: 1.50 }
    - { name: ordered_at, type: timestamp, min: 2024-01-01, max: 2025-01-01T00:00:00.5Z }
    - { name: "y", type: double }
    - { name: day, type: date, format: '%-d.%-m.%Y', min: 2024-01-01, max: 2024-12-31, in: [2024-02-29], default: "2024-02-29T00:00:00Z" }
    - { name: at, type: timestamp, format: '%c %%', min: "2024-01-01T01:00:00+01:00", max: "2024-01-01", default: '2024-01-01 00:00' }
    - { name: week, type: date, format: '%G-W%V-%u' }
    - { name: doubled, type: double, min: '-1e308', max: '1.7976931348623157e308', in: ['+1.50', 1e-3, 0], default: 1.5 }
    - { name: whole, type: int, min: -2147483648, max: 2147483647, default: '1e3' }
    - { name: large, type: bigint, min: '-9223372036854775808', max: '9223372036854775807' }
    - { name: exact, type: "decimal(38,10)", min: '0.0000000001', max: '1234567890123456789012345678.0123456789' }
    - { name: code, type: string, min_length: 2, max_length: 2, in: ['01', ab], default: '01' }
    - { name: flag, type: boolean, in: [true], default: yes }
  key: [order_id]
  on_duplicate: last
  checks:
    - { name: cheap, expression: "amount < 100 or email is null" }
    - { name: all_words, expression: '"y" >= .5 and not (order_id in (1, 2) and email like ''a b%'') and day between date ''2024-01-01'' and date ''2024-01-02'' and LENGTH (email) > 1e2' }
  enrich: [{ lookup: customers, on: customer_id, add: [segment] }]
  partition_by: ["day(ordered_at)", customer_id]
  quality: { max_reject_ratio: 0.05, expect_every: 1 day }
  retention: { archive_after_days: 90, expire_after_days: 2555 }
  warehouse: { load: copy }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-contract-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terraform(...args: string[]): { output: string; status: number | null } {
  writeFileSync(join(folder, "empty.tfrc"), "");
  const environment = {
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: join(folder, "empty.tfrc"),
    TF_IN_AUTOMATION: "1",
  };
  const { stdout, stderr, status } = spawnSync("terraform", [...args, "-no-color"], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  return { output: stdout + stderr, status };
}

/** What judges a variable: locals, and which of them are the lines and the message. */
interface Judge {
  locals: readonly NamedLocal[];
  lines: string;
  message: string;
}
const CONTRACT: Judge = {
  locals: contractLocals("datasets"),
  lines: CONTRACT_LINES,
  message: CONTRACT_MESSAGE,
};
const API: Judge = { locals: apiLocals("datasets"), lines: API_LINES, message: API_MESSAGE };

/** A root that calls a module with those locals once for each text. */
function writeRoot(texts: readonly string[], { locals, lines, message }: Judge = CONTRACT): void {
  mkdirSync(join(folder, "contract"), { recursive: true });
  writeFileSync(
    join(folder, "contract/main.tf.json"),
    // Terraform shows the line that fails: not all of them in one.
    JSON.stringify(
      {
        variable: { datasets: { type: "any" } },
        locals: Object.fromEntries(
          locals.map(({ name, expression }) => [name, `\${${expression.replace(/\s*\n\s*/g, " ")}}`]),
        ),
        // As the modules do: a precondition of a resource that each plan has.
        resource: {
          terraform_data: {
            judged: {
              lifecycle: {
                precondition: {
                  condition: `\${length(local.${lines}) == 0}`,
                  error_message: `\${local.${message}}`,
                },
              },
            },
          },
        },
        output: { digest: { value: `\${sha256(jsonencode(var.datasets))}` } },
      },
      null,
      1,
    ),
  );
  for (const [at, text] of texts.entries()) writeFileSync(join(folder, `${at}.yaml`), text);
  // One call for all of them: Terraform reads the validations, which are long, once for each call.
  const root = {
    module: {
      cases: {
        source: "./contract",
        for_each: `\${toset(${JSON.stringify(texts.map((_, at) => String(at)))})}`,
        datasets: `\${yamldecode(file("\${each.key}.yaml"))}`,
      },
    },
    output: { digests: { value: `\${values(module.cases)[*].digest}` } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(root));
}

function linesOf(datasets: string, api?: string): string[] {
  try {
    const value = { version: 1, name: "acme", datasets: readText(datasets, "f").value };
    validateContract(api === undefined ? value : { ...value, api: readText(api, "f").value }, { file: "f" });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    return (error as ContractError).issues.map(issueLine);
  }
}

withTerraform("what is wrong is said in terraform plan in the very same words", () => {
  const silent = Object.entries(WRONG).filter(([, text]) => linesOf(text).length === 0);
  expect(silent).toEqual([]);
  // One contract of them all: much of Terraform's time goes into each call of a module.
  const all = Object.values(WRONG).join("\n");
  writeRoot([all]);
  expect(terraform("init").status).toBe(0);
  const { output, status } = terraform("plan");
  expect(status).toBe(1);
  expect(output).not.toMatch(/Invalid function argument|Error in function call|Unsupported attribute/);
  const said = output.split("\n").filter((line) => line.startsWith("  datasets"));
  expect(said.map((line) => line.trim()).sort()).toEqual(linesOf(all).sort());
});

withTerraform("what is right passes, and both sides take the same digest of it", () => {
  expect(linesOf(RIGHT)).toEqual([]);
  writeRoot([RIGHT]);
  expect(terraform("init").status).toBe(0);
  const { output } = terraform("plan");
  expect(output).toContain(contractDigest(readText(RIGHT, "f").value));
});

withTerraform("a large contract is judged, and each column of a faulty kind is named", () => {
  const columns = Array.from(
    { length: 40 },
    (_, at) =>
      `{ name: c${at}, type: ${["bigint", "string", "timestamp"][at % 3]}, required: ${at % 2 === 0} }`,
  );
  const dataset = (at: number, more = "") =>
    `d${at}: { columns: [${[...columns, more].filter(Boolean).join(", ")}], key: [c0], partition_by: [day(c2)] }`;
  const twice = "{ name: low, type: int, min: 2, max: 1 }";
  const text = Array.from({ length: 100 }, (_, at) => dataset(at, at % 50 === 7 ? twice : "")).join("\n");
  writeRoot([text]);
  expect(terraform("init").status).toBe(0);
  const said = terraform("plan")
    .output.split("\n")
    .filter((line) => line.startsWith("  datasets"));
  expect(said.map((line) => line.trim()).sort()).toEqual(linesOf(text).sort());
  expect(said).toHaveLength(2);
});

withTerraform("values of any shape get lines, not an error", () => {
  const texts = [
    "{}",
    "[]",
    "text",
    "5",
    "a: 1",
    "a: [1]",
    "a: { columns: text, enrich: { a: 1 }, key: 5 }",
    "a: { columns: [[]] }",
  ];
  writeRoot(texts);
  expect(terraform("init").status).toBe(0);
  const { output } = terraform("plan");
  expect(output.match(/The contract is not right/g)).toHaveLength(texts.length);
  const said = output.split("\n").filter((line) => line.startsWith("  datasets"));
  expect(said.map((line) => line.trim()).sort()).toEqual(texts.flatMap((text) => linesOf(text)).sort());
});

const WRONG_APIS = [
  "text",
  "{ groups: [], queries: 5, querys: {} }",
  "{ groups: { Analysts: { read: orders, reed: [orders] }, a b: 1, ok: { sql: [athena, presto], read: [1, orders] } } }",
  "{ queries: { Q: { sql: '' }, q: {}, r: { sql: select 1, engine: spark, parameters: { Day: date, day: 5 } }, s: { sql: select 1, parameters: [day] } } }",
];

withTerraform("the shape of api is judged in the same words, and what is right or not there passes", () => {
  const right =
    "{ groups: { data-team: { read: [orders], sql: [athena] } }, queries: { by_day: { sql: 'select :day', parameters: { day: date } } } }";
  // One call each, but all of them as one variable's values.
  writeRoot([...WRONG_APIS, right, "null", "{}"], API);
  expect(terraform("init").status).toBe(0);
  const { output } = terraform("plan");
  expect(output.match(/The contract is not right/g)).toHaveLength(WRONG_APIS.length);
  const said = output.split("\n").filter((line) => line.startsWith("  api"));
  const expected = WRONG_APIS.flatMap((text) => linesOf(`a: { columns: [{ name: x, type: int }] }`, text));
  expect(said.map((line) => line.trim()).sort()).toEqual(expected.sort());
});
