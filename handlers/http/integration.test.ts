// What outlives a request, against moto: idempotency keys and cursors, under concurrency and in the hands of others.
import { GetCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RouteSpec } from "../../core/api/route.ts";
import { type Account, makeKeyedTable, openAccount } from "../testing/account.ts";
import type { HttpAnswer } from "./event.ts";
import type { Once } from "./idempotency.ts";

const ROUTE = { method: "POST", path: "/x", function: "api" } as unknown as RouteSpec;

describe("what outlives a request", () => {
  let account: Account;
  let table: string;
  let cursors: typeof import("./cursor.ts");
  let idempotency: typeof import("./idempotency.ts");
  let tables: typeof import("./table.ts");

  beforeAll(async () => {
    account = await openAccount();
    Object.assign(process.env, account.env);
    table = await makeKeyedTable(account, "http-api");
    cursors = await import("./cursor.ts");
    idempotency = await import("./idempotency.ts");
    tables = await import("./table.ts");
  }, 180_000);
  afterAll(() => account?.close());

  describe("cursors", () => {
    test("give their position back, to the same caller and question alone", async () => {
      const mine = cursors.cursorsOf(table, "ann", ["rows", { a: 1 }]);
      const sealed = await mine.seal({ after: ["x", 3] });
      expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("after");
      expect(await mine.open(sealed)).toEqual({ after: ["x", 3] });
      for (const other of [
        cursors.cursorsOf(table, "eve", ["rows", { a: 1 }]),
        cursors.cursorsOf(table, "ann", ["rows", { a: 2 }]),
      ])
        await expect(other.open(sealed)).rejects.toMatchObject({ code: "invalid_request" });
    });

    test("that were altered, cut or made up are refused", async () => {
      const mine = cursors.cursorsOf(table, "ann", []);
      const sealed = Buffer.from(await mine.seal("p"), "base64url");
      for (let i = 0; i < sealed.length; i++) {
        const altered = Buffer.from(sealed);
        altered[i] = (altered[i] as number) ^ 1;
        await expect(mine.open(altered.toString("base64url"))).rejects.toMatchObject({ status: 400 });
        await expect(mine.open(sealed.subarray(0, i).toString("base64url"))).rejects.toMatchObject({
          status: 400,
        });
      }
    });
  });

  describe("an Idempotency-Key", () => {
    let done = 0;
    const asked = (rest: Partial<Once> = {}): Once => ({
      table,
      caller: "ann",
      routeId: "post",
      route: ROUTE,
      address: [{}, {}],
      bytes: Buffer.from("{}"),
      remaining: () => 29_000,
      ...rest,
    });
    const answer = (body: string): HttpAnswer => ({
      statusCode: 201,
      headers: { A: "b" },
      body,
      isBase64Encoded: false,
    });
    const work =
      (milliseconds = 0) =>
      async () => {
        done++;
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        return answer(`done ${done}`);
      };

    test("sent by many at once does the work once, and all have its answer", async () => {
      done = 0;
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => idempotency.once("key-1", asked(), work(300))),
      );
      expect(done).toBe(1);
      expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(["done 1"]));
      expect(answers.filter(({ headers }) => headers["Idempotency-Replayed"]).length).toBe(7);
      expect(await idempotency.once("key-1", asked(), work())).toMatchObject({
        statusCode: 201,
        body: "done 1",
      });
    });

    test("is refused for another body, another address; another caller's is another key", async () => {
      await idempotency.once("key-2", asked(), work());
      const other = { bytes: Buffer.from("[]") };
      await expect(idempotency.once("key-2", asked(other), work())).rejects.toMatchObject({ status: 422 });
      await expect(idempotency.once("key-2", asked({ address: [1] }), work())).rejects.toMatchObject({
        status: 422,
      });
      expect((await idempotency.once("key-2", asked({ ...other, caller: "eve" }), work())).headers).toEqual({
        A: "b",
      });
    });

    test("of work that failed may be sent again", async () => {
      const fail = () => Promise.reject(new Error("no"));
      await expect(idempotency.once("key-3", asked(), fail)).rejects.toThrow("no");
      done = 0;
      expect((await idempotency.once("key-3", asked(), work())).body).toBe("done 1");
    });

    test("whose first request died is taken over once its lease is over; before that, 409", async () => {
      let end: (answer: HttpAnswer) => void = () => {};
      const never = new Promise<HttpAnswer>((resolve) => {
        end = resolve;
      });
      let begun: () => void = () => {};
      const atWork = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const first = idempotency.once("key-4", asked(), () => {
        begun();
        return never;
      });
      await atWork;
      const soon = asked({ remaining: () => 5_100 });
      await expect(idempotency.once("key-4", soon, work())).rejects.toMatchObject({
        status: 409,
        headers: { "Retry-After": "5" },
      });
      const { Items = [] } = await tables.documents().send(new ScanCommand({ TableName: table }));
      const { id } = Items.find(({ phase }) => phase === "working") as { id: string };
      await tables.documents().send(
        new UpdateCommand({
          TableName: table,
          Key: { id },
          UpdateExpression: "SET lease_until = :past",
          ExpressionAttributeValues: { ":past": 1 },
        }),
      );
      done = 0;
      expect((await idempotency.once("key-4", asked(), work())).body).toBe("done 1");
      // The one that was thought dead ends after all, and changes nothing.
      end(answer("late"));
      expect((await first).body).toBe("late");
      expect((await idempotency.once("key-4", asked(), work())).body).toBe("done 1");
      const { Item } = await tables.documents().send(new GetCommand({ TableName: table, Key: { id } }));
      expect(Item).toMatchObject({ phase: "done" });
      expect(Item?.expires_at).toBeGreaterThan(Date.now() / 1000);
    });

    test("of work that may be done again keeps no answer, and still refuses another body", async () => {
      const again = { route: { ...ROUTE, repeat: "again" } as RouteSpec };
      done = 0;
      await idempotency.once("key-5", asked(again), work());
      expect((await idempotency.once("key-5", asked(again), work())).body).toBe("done 2");
      const other = asked({ ...again, bytes: Buffer.from("1") });
      await expect(idempotency.once("key-5", other, work())).rejects.toMatchObject({ status: 422 });
    });

    test("that is none is refused, and a route may ask for one", async () => {
      for (const key of ["", "a b", "é", "x".repeat(256)])
        await expect(idempotency.once(key, asked(), work())).rejects.toMatchObject({ status: 400 });
      const strict = asked({ route: { ...ROUTE, keyRequired: true } as RouteSpec });
      await expect(idempotency.once(undefined, strict, work())).rejects.toMatchObject({ status: 400 });
      expect((await idempotency.once(undefined, asked(), work())).statusCode).toBe(201);
    });
  });
});
