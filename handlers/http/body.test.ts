// Bodies as they come: of the wrong type, too large, no UTF-8, no JSON, too deep. Each is a 4xx that quotes nothing of them.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as z from "zod";
import { Problem } from "../../core/api/problems.ts";
import type { BodySpec } from "../../core/api/route.ts";
import { httpEvent } from "../testing/http.ts";
import { bodyBytes, readBody } from "./body.ts";

const ANY: BodySpec = { schema: z.unknown() };
const NDJSON: BodySpec = { schema: z.unknown(), types: ["application/json", "application/x-ndjson"] };

function read(body: string | Uint8Array, type: string | undefined = "application/json", spec = ANY): unknown {
  const event = httpEvent({ path: "/x", body, headers: type === "" ? {} : { "Content-Type": type } });
  return readBody(event, bodyBytes(event), spec);
}

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a body", () => {
  test("is read as JSON, or line by line, in UTF-8", () => {
    expect(read('{"a":"é"}', 'application/json; charset="UTF-8"')).toEqual({ a: "é" });
    expect(read('{"a":1}\r\n\n{"a":2}\n', "application/x-ndjson", NDJSON)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(read("", "application/x-ndjson", NDJSON)).toEqual([]);
  });

  test.each([
    ["no type", "{}", "", 415],
    ["another type", "{}", "text/plain", 415],
    ["NDJSON where JSON alone is read", "{}", "application/x-ndjson", 415],
    ["another encoding", "{}", "application/json; charset=latin1", 415],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), "application/json", 400],
    ["a cut UTF-8 sequence", Buffer.from([0x22, 0xe2, 0x82, 0x22]), "application/json", 400],
    ["nothing", "", "application/json", 400],
    ["an open brace", "{", "application/json", 400],
    ["two values", "1 2", "application/json", 400],
    ["NaN", "NaN", "application/json", 400],
    ["depth", "[".repeat(100_000), "application/json", 400],
    ["closed depth", `${"[".repeat(65)}${"]".repeat(65)}`, "application/json", 400],
    ["size", `"${"x".repeat(1024 * 1024)}"`, "application/json", 413],
  ])("%s is refused", (_, body, type, status) => {
    expect(problemOf(() => read(body, type)).status).toBe(status);
  });

  test("that is no JSON is not quoted", () => {
    const { message } = problemOf(() => read('{"password": hunter2}'));
    expect(message).toMatch(/^The body is not JSON/);
    expect(message).not.toContain("hunter2");
    expect(problemOf(() => read('{}\n{"a"', "application/x-ndjson", NDJSON)).message).toMatch(
      /^Line 2 is not JSON/,
    );
  });

  test("that a route does not take is refused", () => {
    const event = httpEvent({ path: "/x", body: "{}" });
    expect(problemOf(() => readBody(event, bodyBytes(event), undefined)).status).toBe(400);
  });

  test("any JSON comes back as it was; brackets in texts are no depth", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(read(JSON.stringify("[".repeat(500)))).toHaveLength(500);
    expect(read(JSON.stringify('\\"['.repeat(500)))).toHaveLength(1500);
  });

  test("any bytes are read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});
