// What `headrace publish` writes to a folder is what the real Terraform and OpenTofu install from, over HTTPS.
import { execFile } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findTerraform, onPath, type Terraform } from "../../cli/terraform/find.ts";
import { writeFiles } from "../../modules/publish.ts";
import { headrace } from "../e2e/headrace.ts";
import { archivePath, folderServer, type HttpsServer } from "./server.ts";

const ADDRESS = "acme/headrace/aws";
const folder = mkdtempSync(join(tmpdir(), "headrace-registry-"));
const registry = join(folder, "registry");
let server: HttpsServer;

/** Every Terraform and OpenTofu of the machine. */
const TOOLS = [process.env.HEADRACE_TERRAFORM, onPath("terraform"), onPath("tofu")].flatMap((path) => {
  if (!path) return [];
  try {
    return [findTerraform({ ...process.env, HEADRACE_TERRAFORM: path })];
  } catch {
    return [];
  }
});
const tools = [...new Map(TOOLS.map((tool) => [tool.name, tool])).values()];

const publish = (version: string, dir = join(folder, version), to = registry) =>
  headrace(["publish", dir, "--to", to, "--as", ADDRESS, "--version", version, "--json"]);

beforeAll(async () => {
  for (const version of ["0.1.0", "0.9.3", "0.10.0", "1.0.0-rc.1", "2.0.0"]) {
    await writeFiles(join(folder, version), {
      "main.tf": `module "part" {\n  source = "./modules/part"\n}\noutput "version" {\n  value = "${version} \${module.part.version}"\n}\n`,
      "modules/part/main.tf": `output "version" {\n  value = "part ${version}"\n}\n`,
      "terraform.tfstate": "{}",
      "secret.auto.tfvars": 'password = "secret"\n',
      ".terraform/modules/modules.json": "{}",
    });
    expect(await publish(version)).toMatchObject({ code: 0 });
  }
  server = await folderServer(registry);
}, 60_000);

afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Installed {
  code: number;
  output: string;
}

/** `terraform get` in a root that calls the module, and its outputs as a plan knows them. */
async function install({ path }: Terraform, root: string, main: string): Promise<Installed> {
  const dir = join(folder, root);
  await writeFiles(dir, { "main.tf": main, "trusted.pem": server.authority });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    SSL_CERT_FILE: join(dir, "trusted.pem"),
    CHECKPOINT_DISABLE: "1",
  };
  const run = (...args: string[]) =>
    new Promise<Installed>((resolve) =>
      execFile(path, args, { cwd: dir, env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      ),
    );
  const init = await run("init", "-no-color");
  return init.code === 0 ? run("plan", "-no-color") : init;
}

const calling = (version: string, sub = "") =>
  `module "headrace" {\n  source  = "${server.host}/${ADDRESS}${sub}"\n  version = "${version}"\n}\noutput "version" {\n  value = module.headrace.version\n}\n`;

test("the machine has something to install with, or the rest of this file says nothing", () => {
  expect(tools.length).toBeGreaterThan(0);
});

describe.each(tools)("$name", (tool) => {
  test.each([
    ["~> 0.1", "", "0.10.0 part 0.10.0"],
    ["~> 0.9.1", "", "0.9.3 part 0.9.3"],
    [">= 1.0.0", "//modules/part", "part 2.0.0"],
    ["1.0.0-rc.1", "", "1.0.0-rc.1 part 1.0.0-rc.1"],
  ])("installs what %s%s asks for", async (version, sub, expected) => {
    const { code, output } = await install(
      tool,
      `${tool.name} ${version} ${sub.length}`,
      calling(version, sub),
    );
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining(`"${expected}"`) });
  });

  test("is told where no version fits", async () => {
    const { code, output } = await install(tool, `${tool.name} none`, calling("~> 3.0"));
    expect(code).toBe(1);
    expect(output.replaceAll(/\s+/g, " ")).toContain("matches the given version constraint");
  });

  test("refuses an archive that was tampered with", async () => {
    const path = archivePath(registry, ADDRESS, "0.9.3");
    const whole = await readFile(path);
    appendFileSync(path, "x");
    try {
      const { code, output } = await install(tool, `${tool.name} tampered`, calling("0.9.3"));
      expect(code).toBe(1);
      expect(output.replaceAll(/\s+/g, " ")).toMatch(/checksums did not match/i);
    } finally {
      await writeFile(path, whole);
    }
  });
});
