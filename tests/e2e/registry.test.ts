// A registry on the local AWS: published to by a role that may do no more, and installed from by the real Terraform and
// OpenTofu over HTTPS, with a token of a login provider.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Terraform } from "../../cli/terraform/find.ts";
import { pluginEnvironment } from "../../cli/terraform/plugins.ts";
import { readOutputs } from "../../cli/terraform/state.ts";
import { environment } from "../../local/index.ts";
import { writeFiles } from "../../modules/publish.ts";
import { type HttpsServer, httpsServer } from "../registry/server.ts";
import { runTool, TOOLS } from "../registry/tools.ts";
import { CHECKOUT } from "./headrace.ts";
import { Laptop } from "./laptop.ts";
import { Issuer } from "./serving/issuer.ts";

const laptop = new Laptop("estate");
const issuer = new Issuer();
/** API Gateway's own name is reached by HTTPS: here by what ends TLS before the local AWS. */
let front: HttpsServer;
let outputs: Record<string, string>;
let publisher: Record<string, string>;
const trusted = join(laptop.home, "trusted.pem");

const ROOT = () => `
provider "aws" {}

module "registry" {
  source    = "${join(CHECKOUT, "dist", "terraform-aws-headrace")}//modules/registry"
  name      = "acme"
  issuer    = "${issuer.url}"
  audiences = ["modules.acme.com"]
  subjects  = ["repo:acme/*"]

  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

resource "aws_iam_role" "releases" {
  name               = "releases"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "123456789012" } }] })
  inline_policy {
    name   = "publish"
    policy = module.registry.publisher_policy
  }
}

output "host" { value = module.registry.host }
output "bucket" { value = module.registry.bucket_name }
output "publish_to" { value = module.registry.publish_to }
`;

/** As the role that releases. */
const publish = (version: string, to: string) =>
  laptop.commandWith(
    { ...environment(laptop.local), ...publisher, NODE_EXTRA_CA_CERTS: trusted },
    "publish",
    ...["--to", to, "--as", "acme/headrace/aws", "--version", version, "--json"],
  );

beforeAll(async () => {
  await issuer.listen();
  writeFileSync(trusted, issuer.authority);
  mkdirSync(laptop.dir);
  writeFileSync(join(laptop.dir, "main.tf"), ROOT());
  await laptop.apply({ NODE_EXTRA_CA_CERTS: trusted });
  outputs = readOutputs(laptop.dir, laptop.local) as Record<string, string>;
  const { endpoint } = laptop.aws;
  const [id = ""] = String(outputs.host).split(".");
  front = await httpsServer(async (path, { authorization }) => {
    const response = await fetch(`${endpoint}/restapis/${id}/$default/_user_request_${path}`, {
      ...(authorization && { headers: { authorization: String(authorization) } }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  });
  writeFileSync(trusted, issuer.authority + front.authority);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = await laptop.assumed("releases");
  publisher = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}, 300_000);

afterAll(async () => {
  await front?.close();
  await issuer.close();
  await laptop.remove();
});

test("the role that releases publishes to the bucket or by the registry's address, and each version once", async () => {
  expect(await publish("0.1.0", String(outputs.publish_to))).toMatchObject({ code: 0 });
  expect(await publish("0.2.0", `https://${front.host}`)).toMatchObject({ code: 0 });
  expect(await publish("0.2.0", String(outputs.publish_to))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"version_exists"'),
  });
}, 60_000);

test("nor can it write a published version anew by itself, nor anything else", async () => {
  const { region, endpoint } = laptop.aws;
  const s3 = new S3Client({
    region,
    endpoint,
    forcePathStyle: true,
    credentials: {
      accessKeyId: publisher.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: publisher.AWS_SECRET_ACCESS_KEY ?? "",
      sessionToken: publisher.AWS_SESSION_TOKEN ?? "",
    },
  });
  const put = (Key: string) =>
    s3
      .send(new PutObjectCommand({ Bucket: String(outputs.bucket), Key, Body: "x" }))
      .catch((error) => error.name);
  const version = "v1/modules/acme/headrace/aws/0.2.0";
  expect(await put(`${version}/headrace.zip`)).toBe("AccessDenied");
  expect(await put(`${version}/download`)).toBe("AccessDenied");
  expect(await put("elsewhere")).toBe("AccessDenied");
  s3.destroy();
});

const token = (claims: object) =>
  issuer.token({ aud: "modules.acme.com", sub: "repo:acme/lake:ref:main", ...claims });

test("who has no token of the estate's learns nothing but where the registry is", async () => {
  const { endpoint } = laptop.aws;
  const [id] = String(outputs.host).split(".");
  const ask = async (path: string, bearer?: string) =>
    (
      await fetch(`${endpoint}/restapis/${id}/$default/_user_request_${path}`, {
        ...(bearer && { headers: { authorization: `Bearer ${bearer}` } }),
      })
    ).status;
  const versions = "/v1/modules/acme/headrace/aws/versions";
  expect(await ask("/.well-known/terraform.json")).toBe(200);
  expect(await ask(versions)).toBe(401);
  expect(await ask(versions, token({ aud: "another" }))).toBe(401);
  expect(await ask(versions, token({ sub: "repo:acme-impostor/lake" }))).toBe(403);
  expect(await ask(versions, issuer.forged({ aud: "modules.acme.com", sub: "repo:acme/lake" }))).toBe(401);
  expect(await ask(versions, token({}))).toBe(200);
  expect(await ask("/v1/modules/acme/none/aws/versions", token({}))).toBe(404);
  expect(await ask("/v1/modules/acme/headrace/aws/9.9.9/download", token({}))).toBe(404);
});

async function init(tool: Terraform, root: string, version: string) {
  const dir = join(laptop.home, `${tool.name}-${root}`);
  await writeFiles(dir, {
    "main.tf": `
module "lake" {
  source  = "${front.host}/acme/headrace/aws//modules/lake"
  version = "${version}"
  name    = "raw"
}
`,
    "plain.rc": "",
  });
  const plugins = pluginEnvironment(join(dir, "plugins"));
  const own = plugins.TF_CLI_CONFIG_FILE ? readFileSync(plugins.TF_CLI_CONFIG_FILE, "utf8") : "";
  writeFileSync(
    join(dir, "plain.rc"),
    `${own}\ncredentials "${front.host}" {\n  token = "${token({})}"\n}\n`,
  );
  const env = { ...plugins, SSL_CERT_FILE: trusted, TF_CLI_CONFIG_FILE: join(dir, "plain.rc") };
  const began = await runTool(tool, ["init", "-no-color"], dir, env);
  return began.code === 0 ? runTool(tool, ["validate", "-no-color"], dir, env) : began;
}

describe.each(TOOLS)("$name", (tool) => {
  test("installs the version that is asked for, by a link of S3's", async () => {
    const before = front.asked.length;
    const ended = await init(tool, "fits", "~> 0.1.0");
    expect(ended).toEqual({ code: 0, said: expect.stringContaining("The configuration is valid") });
    expect(front.asked.slice(before).filter((path) => path.endsWith("/download"))).toEqual([
      "/v1/modules/acme/headrace/aws/0.1.0/download",
    ]);
  }, 60_000);

  test("refuses an archive that is not the one that was published", async () => {
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    const object = { Bucket: String(outputs.bucket), Key: "v1/modules/acme/headrace/aws/0.2.0/headrace.zip" };
    const { Body } = await s3.send(new GetObjectCommand(object));
    const whole = await Body?.transformToByteArray();
    // The account's root is above the bucket's policy here.
    await s3.send(new PutObjectCommand({ ...object, Body: Buffer.from("another") }));
    try {
      expect(await init(tool, "tampered", "0.2.0")).toEqual({
        code: 1,
        said: expect.stringMatching(/checksums did not match/i),
      });
    } finally {
      await s3.send(new PutObjectCommand({ ...object, Body: whole }));
      s3.destroy();
    }
  }, 60_000);
});

test("a plan after it is empty, and a destroy leaves nothing", async () => {
  await laptop.planIsEmpty();
  await laptop.destroyLeavesNothing();
}, 120_000);
