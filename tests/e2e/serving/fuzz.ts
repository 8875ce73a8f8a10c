// Malformed requests as raw HTTP to a deployed API: addresses, bodies and signatures that no client makes. Whoever answers, the
// gateway or a function, answers with a problem document.
import { request as httpRequest } from "node:http";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { PROBLEM_TYPE, PROBLEM_URN, PROBLEMS } from "../../../core/api/problems.ts";
import { allRoutes } from "../../../core/api/routes.ts";

const RUNS = Number(process.env.HEADRACE_FUZZ ?? 300);
const AT_ONCE = 8;
const MINUTES = 60_000;
/** API Gateway's own limit of a request. */
const HUGE = Buffer.alloc(11 * 1024 * 1024, "x");

export interface Raw {
  method: string;
  /** As it goes over the wire, after the API's address. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** A way to say who sends a request: its headers, which may be anybody's. */
export type Signer = (url: string, raw: Raw) => Promise<Record<string, string>>;

export interface RawAnswer {
  status: number;
  type: string;
  body: string;
}

export function send(
  url: string,
  { method, headers, body }: Pick<Raw, "method" | "headers" | "body">,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf("/", "http://".length));
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: String(answer.headers["content-type"] ?? ""),
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
      answer.on("error", reject);
    });
    // A server may answer and hang up before it has read all of a body.
    sent.on("error", reject);
    if (body) sent.write(body);
    sent.end();
  });
}

const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);

const SEGMENTS = [
  "..",
  "%2e%2e",
  "%2f",
  "%00",
  "%ff%fe",
  "%zz",
  "%",
  "orders",
  "__proto__",
  "'--",
  "{id}",
  "",
];
const segment = fc.oneof(
  fc.constantFrom(...SEGMENTS),
  fc.string({ unit: "binary", maxLength: 30 }).map(encoded),
  fc.nat({ max: 3000 }).map((length) => "x".repeat(length)),
);
const onRoute = fc
  .tuple(fc.constantFrom(...allRoutes().map(([, { path }]) => path)), fc.array(segment, { maxLength: 3 }))
  .map(([path, values]) => path.replace(/\{[^}]+\}/g, () => values.pop() ?? "x"));
const anywhere = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join("/")}`);
const query = fc
  .array(fc.tuple(fc.constantFrom("limit", "where", "cursor", "x", ""), segment), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join("&"));

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.constantFrom("query", "sql", "dataset", "records", "topic", "endpoint", "parts"),
    fc.jsonValue(),
  ),
);
const body = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value) ?? "")) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.nat({ max: 5000 }).map((depth) => Buffer.from("[".repeat(depth))) },
);
const headers = fc.dictionary(
  fc.constantFrom(
    "accept",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "range",
    "x-http-method-override",
  ),
  fc.oneof(
    fc.constantFrom("application/json", "application/x-ndjson", "text/csv", "text/plain", "*/*", "a b"),
    fc.string({ minLength: 1, maxLength: 40 }).map(encoded),
  ),
);

const raw = fc.record({
  method: fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD"),
  path: fc
    .tuple(fc.oneof(onRoute, onRoute, anywhere), query)
    .map(([path, text]) => (text ? `${path}?${text}` : path)),
  headers,
  body,
});

/** Statuses that say nothing of the kind of mistake: harmless requests may be answered. */
const isFine = (status: number): boolean => status >= 200 && status < 400;

/** What is wrong with an answer; undefined where nothing is. */
function complaint(method: string, { status, type, body: text }: RawAnswer): string | undefined {
  if (isFine(status)) return undefined;
  if (status < 400 || status >= 500) return "is no refusal";
  // A HEAD has no body to say more in.
  if (method === "HEAD") return undefined;
  if (type !== PROBLEM_TYPE) return `is of type ${type}`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const code = String(problem.type).replace(PROBLEM_URN, "");
  if (!Object.hasOwn(PROBLEMS, code)) return "is no known problem";
  if (/\bat \/|node_modules|\.ts:\d+|\bError:/.test(text)) return "tells where the code is";
  return undefined;
}

/**
 * @param base address of the API, once it is there
 * @param signers those who may be asked as, and those who may not: forged, expired, of another region
 * @param expected statuses that are to be seen among the answers
 */
export function fuzzTests(
  base: () => string,
  signers: Record<string, Signer>,
  expected: readonly number[],
): void {
  test(
    "malformed requests over HTTP are refused with problem documents",
    async () => {
      const names = Object.keys(signers);
      const cases = fc.sample(fc.tuple(raw, fc.constantFrom(...names)), RUNS);
      const first = names[0] as string;
      cases.push([{ method: "POST", path: "/queries", headers: {}, body: HUGE }, first]);
      const seen = new Map<number, number>();
      const wrong: string[] = [];
      const next = async (): Promise<void> => {
        for (let one = cases.pop(); one !== undefined; one = cases.pop()) {
          const [asked, name] = one;
          const url = `${base()}${asked.path}`;
          // Node writes no body of a GET by itself, and would not say how long one is.
          const length = asked.body && { "content-length": String(asked.body.length) };
          const signed = await (signers[name] as Signer)(url, asked);
          const answer = await send(url, { ...asked, headers: { ...asked.headers, ...length, ...signed } });
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
          const trouble = complaint(asked.method, answer);
          if (trouble)
            wrong.push(
              `${name}: ${asked.method} ${asked.path.slice(0, 200)} ${JSON.stringify(asked.headers)} ${asked.body?.toString("latin1").slice(0, 200)} → ${answer.status} ${trouble}: ${answer.body.slice(0, 300)}`,
            );
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      expect(wrong).toEqual([]);
      expect(expected.filter((status) => !seen.has(status))).toEqual([]);
    },
    20 * MINUTES,
  );
}
