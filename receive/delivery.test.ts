// Headrace's deliveries: their reading, and the download of those that lie at an address.
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Delivery, deliveryOf, download, recordsOf } from "./index.ts";

const inline = {
  type: "headrace.delivery",
  idempotency_key: "0123-orders-1",
  schema_version: "3",
  run_id: "0123456789abcdef0123456789abcdef",
  dataset: "orders",
  rows: 2,
  part: 1,
  parts: 1,
  records: [{ id: 1 }, { id: 2, name: "ä" }],
};
const attributes = (more: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { type: "String", value }]));
const read = (message: unknown, more?: Record<string, string>) =>
  deliveryOf({ message: JSON.stringify(message), attributes: attributes(more) });

describe("a delivery's message", () => {
  test("with its rows in it", () => {
    const { run_id, schema_version, idempotency_key, type } = inline;
    expect(
      read(inline, { run_id, schema_version, idempotency_key, type, dataset: "orders", team: "x" }),
    ).toEqual({
      kind: "inline",
      idempotencyKey: "0123-orders-1",
      schemaVersion: "3",
      runId: "0123456789abcdef0123456789abcdef",
      source: { kind: "dataset", name: "orders" },
      rows: 2,
      part: 1,
      parts: 1,
      records: inline.records,
    });
  });

  test.each<[what: string, message: unknown, attributes: Record<string, string> | undefined]>([
    ["no object", [], undefined],
    ["another type", { ...inline, type: "dataset.curated" }, undefined],
    ["an attribute that contradicts it", inline, { idempotency_key: "another" }],
    ["an attribute of a source that it does not name", inline, { model: "daily" }],
    ["no source", { ...inline, dataset: undefined }, undefined],
    ["two sources", { ...inline, model: "daily" }, undefined],
    ["another run id", { ...inline, run_id: "1" }, undefined],
    ["another count of rows", { ...inline, rows: 3 }, undefined],
    ["rows that are none", { ...inline, records: [1, 2] }, undefined],
    ["a part of too few", { ...inline, part: 2 }, undefined],
    ["neither rows nor an address", { ...inline, records: undefined }, undefined],
    [
      "an address that is none",
      { ...inline, records: undefined, url: "file:///etc/passwd", expires_at: "2026-03-01T00:00:00Z" },
      undefined,
    ],
  ])("with %s is refused for good", (_, message, more) => {
    expect(() => read(message, more)).toThrow(expect.objectContaining({ code: "message_refused" }));
  });
});

const body = Buffer.from(`${inline.records.map((record) => JSON.stringify(record)).join("\n")}\n`);
const BIG = 3_000_000;

let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer((message, answer) => {
    switch (message.url) {
      case "/rows":
        return void answer.end(body);
      case "/big":
        return void answer.end(Buffer.alloc(BIG, "x"));
      case "/redirect":
        return void answer.writeHead(302, { location: "/rows" }).end();
      case "/cut":
        answer.writeHead(200, { "content-length": "100" }).write("abc");
        return void setTimeout(() => answer.destroy(), 20);
      case "/silent":
        return void answer.writeHead(200).write("abc");
      default:
        return void answer.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const at = (path: string, content: Uint8Array = body, more: Record<string, unknown> = {}): Delivery =>
  read({
    ...inline,
    records: undefined,
    url: `http://${host}${path}`,
    expires_at: "2026-03-01T13:00:00Z",
    content_type: "application/x-ndjson",
    bytes: content.byteLength,
    sha256: createHash("sha256").update(content).digest("hex"),
    ...more,
  });
const all = async (delivery: Delivery, more = {}): Promise<unknown[]> => {
  const records = [];
  for await (const record of recordsOf(delivery, { hosts: [host], allowHttp: true, ...more }))
    records.push(record);
  return records;
};

describe("what lies at a delivery's address", () => {
  test("comes record by record, as the rows within a message do", async () => {
    expect(await all(at("/rows"))).toEqual(inline.records);
    expect(await all(read(inline))).toEqual(inline.records);
  });

  test("comes as a stream, of any size that is allowed", async () => {
    const delivery = at("/big", Buffer.alloc(BIG, "x"));
    if (delivery.kind !== "url") throw new Error("not by address");
    let size = 0;
    for await (const chunk of await download(delivery, { hosts: [host], allowHttp: true }))
      size += chunk.length;
    expect(size).toBe(BIG);
    await expect(
      download(delivery, { hosts: [host], allowHttp: true, maxBytes: BIG - 1 }),
    ).rejects.toMatchObject({
      code: "message_refused",
    });
  });

  test.each<[string, () => Delivery, RegExp]>([
    ["more bytes than it says", () => at("/big"), /more than the/],
    ["fewer bytes", () => at("/rows", Buffer.alloc(100)), /sent \d+ of 100 bytes/],
    ["other bytes", () => at("/rows", body, { sha256: "0".repeat(64) }), /other bytes/],
    ["a redirect", () => at("/redirect"), /redirects/],
    ["an error", () => at("/expired"), /status 403/],
    ["an end before the end", () => at("/cut", Buffer.alloc(100)), /terminated|sent \d+ of/],
    ["lines that are no objects", () => at("/big", Buffer.alloc(BIG, "x")), /not a JSON object/],
  ])("%s fails", async (_, delivery, message) => {
    await expect(all(delivery())).rejects.toThrow(message);
  });

  test("silence fails", async () => {
    await expect(all(at("/silent", Buffer.alloc(100)), { timeoutMs: 300 })).rejects.toThrow(
      /sent nothing for 300 ms/,
    );
  });

  test.each<[string, string]>([
    ["another host", "https://169.254.169.254/latest"],
    ["another port", "https://127.0.0.1:1/rows"],
    ["a user", "https://x@HOST/rows"],
    ["plain HTTP", "http://HOST/rows"],
  ])("%s is not asked", async (_, url) => {
    const delivery = at("/rows", body, { url: url.replace("HOST", host) });
    await expect(all(delivery, { allowHttp: false })).rejects.toMatchObject({ code: "message_refused" });
  });
});
