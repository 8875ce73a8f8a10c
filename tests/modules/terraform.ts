// Runs the real Terraform in tests, where the machine has it and its provider without a registry.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GARBAGE_COLLECTION } from "../../cli/terraform/environment.ts";
import { findTerraform } from "../../cli/terraform/find.ts";
import { findMirror, pluginEnvironment } from "../../cli/terraform/plugins.ts";
import { zip } from "../../local/testing/zip.ts";
import { MODULES } from "../../modules/index.ts";
import { moduleFiles, writeDigests, writeFiles } from "../../modules/publish.ts";

/** Path of Terraform or OpenTofu; undefined where the machine lacks it or a provider that it need not download. */
export function terraformHere(): string | undefined {
  if (!findMirror()) return undefined;
  try {
    return findTerraform().path;
  } catch {
    return undefined;
  }
}

export interface Ended {
  code: number;
  output: string;
}

/** The module set in a folder of its own, with stand-ins for the zips, and Terraform beside it. */
export interface Workbench {
  folder: string;
  /** The set. */
  set: string;
  run(folder: string, ...args: string[]): Promise<Ended>;
  /** Writes a root beside the set and initializes it; returns its folder. */
  root(name: string, files: { [file: string]: string }): Promise<string>;
  close(): Promise<void>;
}

/** @param aws environment of the AWS to work with; one that only says who calls where absent */
export async function workbench(terraform: string, aws?: Record<string, string>): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), "headrace-modules-"));
  const set = join(folder, "set");
  await writeFiles(set, moduleFiles());
  const standIn = await zip({ "index.js": "exports.handler = async () => {};" });
  for (const { name, artifacts } of MODULES) {
    const folder = join(set, "modules", name, "artifacts");
    await mkdir(folder, { recursive: true });
    for (const file of artifacts)
      await writeFile(join(folder, file), file.endsWith(".txt") ? `${"0".repeat(64)}\n` : standIn);
  }
  for (const definition of MODULES)
    await writeDigests(join(set, "modules", definition.name, "artifacts"), definition);
  const sts = aws ? undefined : await callerIdentity();
  const env = {
    ...GARBAGE_COLLECTION,
    ...process.env,
    ...pluginEnvironment(join(folder, "plugins")),
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(sts && { AWS_ENDPOINT_URL: `http://127.0.0.1:${(sts.address() as AddressInfo).port}` }),
    ...aws,
  };
  let first: string | undefined;
  return {
    folder,
    set,
    run: (cwd, ...args) => run(terraform, args, cwd, env),
    root: async (name, files) => {
      const dir = join(folder, name);
      await writeFiles(dir, files);
      // The first root finds the provider; the others have it from there, and look for their modules alone.
      const isFirst = first === undefined;
      if (first) await copyProviders(first, dir);
      const { code, output } = await run(terraform, [isFirst ? "init" : "get", "-no-color"], dir, env);
      if (code !== 0) throw new Error(output);
      if (isFirst) await forgetHashes(dir);
      first ??= dir;
      return dir;
    },
    close: async () => {
      sts?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const LOCK = ".terraform.lock.hcl";

/** Terraform reads all of a provider of 700 MB at each command to compare it with what is locked: 0.6 s of processor time. */
async function forgetHashes(root: string): Promise<void> {
  const lock = await readFile(join(root, LOCK), "utf8");
  await writeFile(join(root, LOCK), lock.replaceAll(/\n {2}hashes = \[[^\]]*\]/g, ""));
}

async function copyProviders(from: string, to: string): Promise<void> {
  await mkdir(join(to, ".terraform"), { recursive: true });
  await cp(join(from, LOCK), join(to, LOCK));
  // They are links to the machine's mirror, and stay so.
  await cp(join(from, ".terraform/providers"), join(to, ".terraform/providers"), {
    recursive: true,
    verbatimSymlinks: true,
  });
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const ASSUMED =
  '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
  "<AssumedRoleUser><Arn>arn:aws:sts::210987654321:assumed-role/pipelines/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>" +
  "<Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken>" +
  "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

/** All that a plan of new resources asks AWS: who calls, and to take on a role. */
async function callerIdentity(): Promise<Server> {
  const server = createServer(async (request, response) => {
    // The provider takes its partition from the ARN of who calls.
    const region = /\/([a-z0-9-]+)\/sts\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const partition = region.startsWith("cn-") ? "aws-cn" : "aws";
    response.setHeader("content-type", "text/xml");
    const asked = Buffer.concat(await request.toArray()).toString("utf8");
    if (asked.includes("Action=AssumeRole")) return response.end(ASSUMED);
    response.end(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        `<Arn>arn:${partition}:iam::123456789012:root</Arn>` +
        "<UserId>123456789012</UserId><Account>123456789012</Account>" +
        "</GetCallerIdentityResult></GetCallerIdentityResponse>",
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
