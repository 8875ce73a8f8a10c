// Malformed requests over every route, by a caller who may do everything: each is refused with a problem document, none is
// a failure of ours, and nothing of what was sent is in the log. `npm run check:api` sends ten thousand.
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { PROBLEM_TYPE, PROBLEMS } from "../../core/api/problems.ts";
import type { Method } from "../../core/api/route.ts";
import { allRoutes } from "../../core/api/routes.ts";
import { apiSchema } from "../../core/contract/api/schema.ts";
import type { HttpAnswer, HttpEvent } from "../http/event.ts";
import { type Account, makePipeline, openAccount } from "../testing/account.ts";
import { ANN, httpEvent, makeApi } from "../testing/http.ts";

const RUNS = Number(process.env.HEADRACE_FUZZ ?? 1500);
const MINUTES = 60_000;
/** In everything that is sent, and to be found nowhere. */
const SECRET = "s3cr3tmark";

const CONTRACT = {
  version: 1,
  name: "fuzz",
  datasets: {
    orders: {
      columns: [
        { name: "id", type: "bigint" },
        { name: "amount", type: "decimal(12, 2)" },
        { name: "at", type: "timestamp" },
        { name: "note", type: "string" },
      ],
      partition_by: ["day(at)"],
    },
  },
};
const EVERYTHING = apiSchema.parse({
  groups: {
    all: {
      read: ["orders"],
      queries: ["some"],
      imports: ["orders"],
      records: ["orders"],
      exports: ["orders"],
    },
  },
  queries: { some: { sql: "select :day", parameters: { day: "date" } } },
});

let account: Account;
let handler: (event: HttpEvent, context: object) => Promise<HttpAnswer>;
let written = "";

beforeAll(async () => {
  account = await openAccount();
  const pipeline = await makePipeline(account, "fuzz", CONTRACT);
  const members = { all: { principals: [ANN], claims: [], keys: [] } };
  const env = await makeApi(account, "fuzz", pipeline, { api: EVERYTHING, members });
  Object.assign(process.env, account.env, env, { GLUE_DATABASE: "fuzz", ATHENA_WORKGROUP: "primary" });
  handler = (await import("./index.ts")).handler as typeof handler;
  const keep = (chunk: unknown) => {
    written += String(chunk);
    return true;
  };
  jest.spyOn(process.stdout, "write").mockImplementation(keep as never);
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    jest.spyOn(console, level).mockImplementation((...said: unknown[]) => {
      written += said.join(" ");
    });
}, MINUTES);

afterAll(async () => {
  jest.restoreAllMocks();
  await account?.close();
}, MINUTES);

const SQL = ["' OR 1=1 --", '"; DROP TABLE orders; --', "1 UNION SELECT 1", "\\'; COPY x FROM y"];
const PATHS = ["../../etc/passwd", "%2e%2e%2f", "orders%00", "orders/../x", "%zz", "%ff%fe", "__proto__"];

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(...SQL, ...PATHS, "", "orders", "id", "0", "-1", "1e999", "NaN", "null", "[]", "{}"),
  fc.integer().map(String),
  fc.nat({ max: 5000 }).map((length) => "x".repeat(length)),
);
const marked = hostile.map((text) => `${text}${SECRET}`);
const value = fc.oneof(hostile, marked);

/** Not the right body of any route: an object of keys that some routes know, with whatever values. */
const json = fc.dictionary(
  fc.constantFrom(
    "query",
    "sql",
    "parameters",
    "engine",
    "dataset",
    "records",
    "parts",
    "bytes",
    "x",
    "__proto__",
  ),
  fc.oneof(value, fc.jsonValue({ maxDepth: 5 }), fc.constant(SECRET)),
);
const deep = fc.nat({ max: 3000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth));
const body = fc.oneof(
  fc.constant(undefined),
  json.map((one) => JSON.stringify(one)),
  json.map((one) => JSON.stringify(one).slice(0, -1)),
  fc.uint8Array({ maxLength: 300 }),
  deep,
  marked,
  fc.constantFrom("x".repeat(7_000_000), `[${"1,".repeat(100_000)}1]`),
);
const headers = fc.dictionary(
  fc.constantFrom("content-type", "accept", "idempotency-key", "if-none-match", "origin", "range", "x-other"),
  fc.oneof(value, fc.constantFrom("application/json", "application/x-ndjson", "text/csv", "a b", "*/*;q=9")),
);
const queryString = fc
  .array(fc.tuple(fc.constantFrom("limit", "where", "select", "order", "cursor", "x", "limit"), value), {
    maxLength: 6,
  })
  .map((pairs) => new URLSearchParams(pairs).toString());

const routes = allRoutes().map(([, { method, path }]) => ({ method, path }));
const methods: Method[] = ["GET", "POST", "DELETE"];

const request = fc.record({
  route: fc.constantFrom(...routes, { method: "GET" as const, path: "/{proxy+}" as const }),
  method: fc.option(fc.constantFrom<string>(...methods, "PUT", "PATCH", "HEAD", "get", ""), { freq: 4 }),
  parameter: value,
  byGateway: fc.boolean(),
  query: fc.option(queryString, { nil: undefined }),
  headers,
  /** So that the body is read at all. */
  typed: fc.boolean(),
  body,
  arn: fc.constantFrom<string | null>(ANN, ANN, ANN, "arn:aws:iam::1:user/eve", "", null),
});

/** Larger than any body that is taken, which chance alone may leave out. */
const huge: typeof request extends fc.Arbitrary<infer R> ? R : never = {
  route: { method: "POST", path: "/queries" },
  method: null,
  parameter: "x",
  byGateway: true,
  query: undefined,
  headers: {},
  typed: true,
  body: "x".repeat(7_000_000),
  arn: ANN,
};

test(
  "malformed requests are refused, and nothing of them is logged",
  async () => {
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(request, async ({ route, method, parameter, byGateway, arn, ...rest }) => {
        const encoded = encodeURIComponent(parameter.toWellFormed()) || "x";
        const path = route.path.replace(/\{[^}]+\}/g, byGateway ? encoded : parameter.slice(0, 200));
        const names = [...route.path.matchAll(/\{([^}+]+)\}/g)].map(([, name = ""]) => name);
        const answer = await handler(
          httpEvent({
            method: method ?? route.method,
            path,
            ...(byGateway && {
              resource: route.path,
              parameters: Object.fromEntries(names.map((name) => [name, parameter])),
            }),
            ...(rest.query !== undefined && { query: rest.query }),
            headers: { ...rest.headers, ...(rest.typed && { "content-type": "application/json" }) },
            body: rest.body,
            arn,
          }),
          { getRemainingTimeInMillis: () => 29_000 },
        );
        const { statusCode } = answer;
        seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
        if (statusCode >= 500) throw new Error(`${statusCode}: ${answer.body}\n${written.slice(-2000)}`);
        if (statusCode < 400) return;
        expect(answer.headers["Content-Type"]).toBe(PROBLEM_TYPE);
        const problem = JSON.parse(answer.body);
        expect(Object.keys(PROBLEMS)).toContain(problem.type.replace("urn:headrace:problem:", ""));
        expect(problem.status).toBe(statusCode);
        expect(answer.body).not.toMatch(/\bat \/|node_modules|\.ts:\d+|Error:/);
      }),
      { numRuns: RUNS, examples: [[huge]] },
    );
    expect(written).not.toContain(SECRET);
    // It is the checks that were asked, and not one of them alone.
    expect([400, 401, 403, 404, 405, 413, 415].filter((status) => !seen.has(status))).toEqual([]);
  },
  20 * MINUTES,
);
