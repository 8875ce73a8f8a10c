// What a registry takes, and what it refuses.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import yauzl from "yauzl";
import { writeArchive } from "../../cli/registry/archive.ts";
import { placeOf } from "../../cli/registry/place-of.ts";
import { publishVersion } from "../../cli/registry/publish.ts";
import { downloadKey, isVersion, moduleAddress, versionsKey } from "../../core/registry/address.ts";
import { answerRegistry } from "../../core/registry/answer.ts";
import { writeFiles } from "../../modules/publish.ts";
import { headrace } from "../e2e/headrace.ts";
import { archivePath } from "./server.ts";

const folder = mkdtempSync(join(tmpdir(), "headrace-publish-"));
const registry = join(folder, "registry");
const module = join(folder, "module");
const ADDRESS = { namespace: "acme", name: "orders", provider: "aws" };
const signal = new AbortController().signal;

beforeAll(() =>
  writeFiles(module, {
    "main.tf": 'module "own" {\n  source = "./modules/own"\n}\n',
    "modules/own/main.tf": "",
    "headrace.yaml": "version: 1\n",
    ".terraform/providers/x": "",
    ".terraform.lock.hcl": "",
    "terraform.tfstate.backup": "{}",
    "values.auto.tfvars": "",
    "modules/own/terraform.tfstate": "{}",
  }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const publish = (...more: string[]) =>
  headrace(["publish", module, "--to", registry, "--as", "acme/orders/aws", ...more]);
const listed = (): string[] =>
  JSON.parse(readFileSync(join(registry, versionsKey(ADDRESS)), "utf8")).modules[0].versions.map(
    ({ version }: { version: string }) => version,
  );

test("a version is published once, whatever is in it", async () => {
  expect(await publish("--version", "1.0.0")).toMatchObject({ code: 0, stdout: "" });
  const before = readFileSync(archivePath(registry, "acme/orders/aws", "1.0.0"));
  const same = await publish("--version", "1.0.0");
  expect(same).toMatchObject({ code: 1, stderr: expect.stringContaining("with this very content") });
  writeFileSync(join(module, "more.tf"), "");
  const other = await publish("--version", "1.0.0");
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("with other content") });
  expect(other.stderr).toContain("--version");
  expect(readFileSync(archivePath(registry, "acme/orders/aws", "1.0.0"))).toEqual(before);
  expect(listed()).toEqual(["1.0.0"]);
  rmSync(join(module, "more.tf"));
});

test("the archive has the module and nothing that Terraform has left beside it, and the same bytes each time", async () => {
  const [one, two] = [join(folder, "one.zip"), join(folder, "two.zip")];
  const first = await writeArchive(module, one);
  expect(await writeArchive(module, two)).toEqual(first);
  expect(await namesIn(one)).toEqual(["headrace.yaml", "main.tf", "modules/own/main.tf"]);
  expect(first).toMatchObject({ files: 3 });
});

const namesIn = (path: string): Promise<string[]> =>
  new Promise((resolve, reject) =>
    yauzl.open(path, { autoClose: true }, (error, zip) => {
      if (error) return reject(error);
      const names: string[] = [];
      zip.on("entry", ({ fileName }: { fileName: string }) => names.push(fileName));
      zip.on("end", () => resolve(names));
    }),
  );

test("what was cut off is finished by the next, and is there whole or not at all", async () => {
  const place = await placeOf(registry, signal);
  const path = join(folder, "cut.zip");
  const archive = { path, ...(await writeArchive(module, path)) };
  // The archive was written and nothing else.
  await place.create("v1/modules/acme/orders/aws/1.1.0/orders.zip", archive);
  expect(listed()).toEqual(["1.0.0"]);
  await publishVersion(place, ADDRESS, "1.1.0", archive);
  expect(listed()).toEqual(["1.0.0", "1.1.0"]);
  // An archive of another content is nobody's to overwrite.
  await place.create("v1/modules/acme/orders/aws/1.2.0/orders.zip", { text: "another" });
  await expect(publishVersion(place, ADDRESS, "1.2.0", archive)).rejects.toMatchObject({
    code: "version_exists",
  });
  expect(existsSync(join(registry, downloadKey(ADDRESS, "1.2.0")))).toBe(false);
  // All was written but the list.
  await place.create("v1/modules/acme/orders/aws/1.3.0/orders.zip", archive);
  await place.create(downloadKey(ADDRESS, "1.3.0"), {
    text: readFileSync(join(registry, downloadKey(ADDRESS, "1.1.0")), "utf8"),
  });
  await expect(publishVersion(place, ADDRESS, "1.3.0", archive)).rejects.toMatchObject({
    code: "version_exists",
  });
  expect(listed()).toEqual(["1.0.0", "1.1.0", "1.3.0"]);
});

test("of those that publish at once none is lost", async () => {
  const place = await placeOf(registry, signal);
  const path = join(folder, "at-once.zip");
  const archive = { path, ...(await writeArchive(module, path)) };
  const versions = Array.from({ length: 12 }, (_, at) => `2.${at}.0`);
  const all = await Promise.allSettled(
    [...versions, "2.0.0"].map((version) => publishVersion(place, ADDRESS, version, archive)),
  );
  expect(all.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(listed().slice(3)).toEqual(versions);
});

test.each([
  [["publish"], 2, "no --to PLACE"],
  [["publish", module, "--to", registry], 2, "no --as ADDRESS"],
  [
    ["publish", module, "--to", registry, "--as", "acme/orders", "--version", "1.0.0"],
    2,
    "NAMESPACE/NAME/PROVIDER",
  ],
  [["publish", module, "--to", registry, "--as", "a/b/c", "--version", "v1"], 2, "1.2.0"],
  [
    ["publish", registry, "--to", registry, "--as", "a/b/c", "--version", "1.0.0"],
    1,
    "no Terraform configuration",
  ],
  [["publish", module, "--to", "s3://UPPER", "--as", "a/b/c", "--version", "1.0.0"], 2, "s3://BUCKET"],
  [
    ["publish", module, "--to", "http://127.0.0.1:1", "--as", "a/b/c", "--version", "1.0.0"],
    3,
    "does not answer",
  ],
])("%j is told what is wrong, and leaves nothing behind", async (args, code, said) => {
  const temporary = mkdtempSync(join(folder, "tmp-"));
  const env = { ...process.env, TMPDIR: temporary };
  expect(await headrace(args, { env })).toMatchObject({ code, stderr: expect.stringContaining(said) });
  expect(readdirSync(temporary).filter((name) => name.startsWith("headrace-"))).toEqual([]);
});

test("a module that needs what lies outside of it is not published", async () => {
  const inner = join(module, "modules", "own");
  await writeFiles(inner, { "more.tf": 'module "other" {\n  source = "../other"\n}\n' });
  await expect(writeArchive(inner, join(folder, "inner.zip"))).rejects.toMatchObject({
    code: "module_incomplete",
  });
  rmSync(join(inner, "more.tf"));
});

test("addresses and versions are Terraform's", () => {
  expect(moduleAddress("acme/head-race/aws")).toEqual({
    namespace: "acme",
    name: "head-race",
    provider: "aws",
  });
  for (const text of ["acme/x", "a/b/c/d", "a//c", "-a/b/c", "a/b/AWS", "../b/aws", "a/b/aws/"])
    expect(moduleAddress(text)).toBeUndefined();
  for (const text of ["0.1.0", "1.0.0-rc.1", "10.20.30"]) expect(isVersion(text)).toBe(true);
  for (const text of ["1", "1.0", "v1.0.0", "1.0.0+build", "01.0.0", "1.0.0-", "../1.0.0"])
    expect(isVersion(text)).toBe(false);
});

test("the protocol knows its own paths and no others", async () => {
  const store = { text: async () => "{}", link: async () => "./x.zip" };
  for (const path of [
    "/",
    "/v1/modules/acme/orders/aws",
    "/v1/modules/acme/orders/aws/versions/",
    "/v1/modules/acme/orders/aws/1.0.0/versions",
    "/v1/modules/acme/orders/aws/download",
    "/v1/modules/acme/../aws/versions",
    "/v1/modules/acme/orders/aws/..%2f/download",
    // There is no digest in what the store has.
    "/v1/modules/acme/orders/aws/1.0.0/download",
  ])
    expect(await answerRegistry(path, store)).toMatchObject({ status: 404 });
  expect(await answerRegistry("/.well-known/terraform.json", store)).toMatchObject({
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"modules.v1":"/v1/modules/"}',
  });
});
