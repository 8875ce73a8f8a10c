// moto's port keeps a connection open, whatever came of the request before: answers end where they say, bodies that nobody read are passed over.
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { motoHeaders } from "./door.ts";
import { type Moto, startMoto } from "./launch.ts";

const S3 = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x",
};
const BIG = Buffer.alloc(3_000_000, "headrace ");

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The client's port, which tells connections apart. */
  from: number | undefined;
}

let folder: string;
let moto: Moto;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-connections-"));
  moto = await startMoto(join(folder, "log"), join(folder, "objects"), () => {});
}, 120_000);
afterAll(async () => {
  agent.destroy();
  await moto?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ask = (
  method: string,
  path: string,
  {
    body,
    headers = motoHeaders(moto),
    chunked = false,
  }: { body?: Buffer; headers?: Record<string, string>; chunked?: boolean } = {},
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const length = body && !chunked ? { "content-length": String(body.length) } : {};
    const out = request(
      { host: "127.0.0.1", port: moto.port, method, path, agent, headers: { ...S3, ...headers, ...length } },
      async (message) => {
        const from = message.socket.localPort;
        const parts: Buffer[] = [];
        for await (const part of message) parts.push(part as Buffer);
        resolve({
          status: message.statusCode ?? 0,
          headers: message.headers,
          body: Buffer.concat(parts),
          from,
        });
      },
    );
    out.once("error", reject);
    if (body && chunked)
      pipeline(Readable.from([body.subarray(0, 10), body.subarray(10)]), out).catch(reject);
    else out.end(body);
  });

test("one connection carries every kind of request, one after the other", async () => {
  const made = await ask("PUT", "/kept");
  expect(made.status).toBe(200);
  const answers = {
    put: await ask("PUT", "/kept/sized", { body: BIG }),
    chunked: await ask("PUT", "/kept/chunked", { body: BIG, chunked: true }),
    got: await ask("GET", "/kept/sized"),
    gotChunked: await ask("GET", "/kept/chunked"),
    head: await ask("HEAD", "/kept/sized"),
    missing: await ask("HEAD", "/kept/missing"),
    // Nobody reads these bodies: the door refuses, and there is no such bucket.
    refused: await ask("PUT", "/kept/refused", { body: BIG, headers: {} }),
    elsewhere: await ask("PUT", "/nowhere/at-all", { body: BIG }),
    expecting: await ask("PUT", "/kept/expecting", {
      body: BIG,
      headers: { ...motoHeaders(moto), expect: "100-continue" },
    }),
    deleted: await ask("DELETE", "/kept/sized"),
    last: await ask("GET", "/kept/expecting"),
  };
  const { missing, refused, elsewhere, deleted, ...right } = answers;
  expect(Object.values(right).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200]);
  expect([missing.status, refused.status, elsewhere.status, deleted.status]).toEqual([404, 403, 404, 204]);
  for (const { body } of [answers.got, answers.gotChunked, answers.last]) expect(body.equals(BIG)).toBe(true);
  expect(answers.head.headers["content-length"]).toBe(String(BIG.length));
  expect(answers.head.body).toHaveLength(0);
  expect(new Set(Object.values(answers).map(({ from }) => from))).toEqual(new Set([made.from]));
}, 60_000);
