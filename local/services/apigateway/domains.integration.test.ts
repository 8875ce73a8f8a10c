// Domains of one's own: a Host that was made here reaches the API of its mapping, by the longest base path, and nothing else of the
// local AWS; a Host that nobody made reaches nothing.
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { down, type LocalAws, up } from "../../index.ts";
import { signedFetch } from "../../testing/signed-fetch.ts";

const DOMAIN = "api.example.com";
let state: string;
let local: LocalAws;

/** A call of the control plane. */
async function control(method: string, path: string, body?: object): Promise<{ id: string }> {
  const init = { method, ...(body && { body: JSON.stringify(body) }) };
  const { accessKeyId, secretAccessKey, region } = local;
  const credentials = { accessKeyId, secretAccessKey };
  const answer = await signedFetch(`${local.endpoint}${path}`, init, {
    credentials,
    service: "apigateway",
    region,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? { id: "" } : JSON.parse(text);
}

/** An API whose every answer is where it was asked. */
async function api(name: string): Promise<string> {
  const any = {
    responses: { 200: { description: "" } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: {
        default: {
          statusCode: "200",
          responseTemplates: { "application/json": `${name} $context.domainName $context.path` },
        },
      },
    },
  };
  const { id } = await control("POST", "/restapis?mode=import", {
    openapi: "3.0.1",
    info: { title: name, version: "1" },
    paths: { "/things": { get: any } },
  });
  await control("POST", `/restapis/${id}/deployments`, { stageName: "v1" });
  return id;
}

const ask = (host: string, path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(local.endpoint);
    httpRequest({ hostname, port, path, headers: { host } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "headrace-domains-"));
  local = await up({ state });
}, 120_000);

afterAll(async () => {
  await down({ state });
  await rm(state, { recursive: true, force: true });
}, 30_000);

test("a domain's host reaches the API of its mapping, and nothing else", async () => {
  const [whole, below] = [await api("whole"), await api("below")];
  expect((await ask(DOMAIN, "/things")).status).toBe(403);
  await control("POST", "/domainnames", {
    domainName: DOMAIN,
    regionalCertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/x",
    endpointConfiguration: { types: ["REGIONAL"] },
  });
  expect((await ask(DOMAIN, "/things")).status).toBe(403);
  const mappings = `/domainnames/${DOMAIN}/basepathmappings`;
  await control("POST", mappings, { restApiId: whole, stage: "v1" });
  await control("POST", mappings, { restApiId: below, stage: "v1", basePath: "data" });

  expect(await ask(DOMAIN, "/things")).toEqual({ status: 200, body: `whole ${DOMAIN} /things` });
  expect(await ask(`${DOMAIN.toUpperCase()}:8080`, "/data/things")).toMatchObject({
    status: 200,
    body: expect.stringMatching(/^below .*:8080 \/data\/things$/),
  });
  // The API's own, even where the local AWS has such an address itself.
  for (const path of ["/_headrace/status", "/restapis", "/"])
    expect((await ask(DOMAIN, path)).status).toBe(403);
  expect((await ask("www.example.com", "/things")).status).toBe(403);

  await control("DELETE", `/domainnames/${DOMAIN}`);
  expect(await ask(DOMAIN, "/things")).toMatchObject({
    status: 403,
    body: expect.stringContaining("The local AWS answers to"),
  });
});
