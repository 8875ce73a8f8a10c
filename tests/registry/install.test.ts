// What `headrace publish` writes to a folder is what the real Terraform and OpenTofu install from, over HTTPS.
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Terraform } from "../../cli/terraform/find.ts";
import { writeFiles } from "../../modules/publish.ts";
import { headrace } from "../e2e/headrace.ts";
import { archivePath, folderServer, type HttpsServer } from "./server.ts";
import { type Ended, runTool, TOOLS } from "./tools.ts";

const ADDRESS = "acme/headrace/aws";
const folder = mkdtempSync(join(tmpdir(), "headrace-registry-"));
const registry = join(folder, "registry");
let server: HttpsServer;

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

/** The outputs of a root that calls the module, as a plan knows them. */
async function install(tool: Terraform, root: string, main: string): Promise<Ended> {
  const dir = join(folder, root);
  await writeFiles(dir, { "main.tf": main, "trusted.pem": server.authority });
  const env = { SSL_CERT_FILE: join(dir, "trusted.pem") };
  const init = await runTool(tool, ["init", "-no-color"], dir, env);
  return init.code === 0 ? runTool(tool, ["plan", "-no-color"], dir, env) : init;
}

const calling = (version: string, sub = "") =>
  `module "headrace" {\n  source  = "${server.host}/${ADDRESS}${sub}"\n  version = "${version}"\n}\noutput "version" {\n  value = module.headrace.version\n}\n`;

test("the machine has something to install with, or the rest of this file says nothing", () => {
  expect(TOOLS.length).toBeGreaterThan(0);
});

describe.each(TOOLS)("$name", (tool) => {
  test.each([
    ["~> 0.1", "", "0.10.0 part 0.10.0"],
    ["~> 0.9.1", "", "0.9.3 part 0.9.3"],
    [">= 1.0.0", "//modules/part", "part 2.0.0"],
    ["1.0.0-rc.1", "", "1.0.0-rc.1 part 1.0.0-rc.1"],
  ])("installs what %s%s asks for", async (version, sub, expected) => {
    const { code, said } = await install(
      tool,
      `${tool.name} ${version} ${sub.length}`,
      calling(version, sub),
    );
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(`"${expected}"`) });
  });

  test("is told where no version fits", async () => {
    const { code, said } = await install(tool, `${tool.name} none`, calling("~> 3.0"));
    expect(code).toBe(1);
    expect(said).toContain("matches the given version constraint");
  });

  test("refuses an archive that was tampered with", async () => {
    const path = archivePath(registry, ADDRESS, "0.9.3");
    const whole = await readFile(path);
    appendFileSync(path, "x");
    try {
      const { code, said } = await install(tool, `${tool.name} tampered`, calling("0.9.3"));
      expect(code).toBe(1);
      expect(said).toMatch(/checksums did not match/i);
    } finally {
      await writeFile(path, whole);
    }
  });
});
