// What bundles leave out of the SDK: a function finds its credentials all the same, and says so where it has none.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { bundleHandler } from "./bundle.ts";
import { withoutProfiles } from "./credentials.ts";
import { ROOT } from "./packages.ts";

/** Asks the SDK for credentials, as each of its clients does. */
const ASK = `
  import { defaultProvider } from "@aws-sdk/credential-provider-node";
  defaultProvider({})().then(
    ({ accessKeyId }) => console.log("found", accessKeyId),
    ({ name, message }) => console.log(name, message),
  );
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-credentials-"));
  const { outputFiles } = await build({
    stdin: { contents: ASK, resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    preserveSymlinks: true,
    plugins: [withoutProfiles],
  });
  await writeFile(join(folder, "ask.cjs"), outputFiles[0]?.contents ?? "");
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function ask(env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "ask.cjs")], { env });
  return stdout.trim();
}

test("those of the environment are found", async () => {
  const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
  expect(await ask(env)).toBe("found AKIDEXAMPLE");
});

test("the search goes on past what was left out, to its end", async () => {
  expect(await ask({ AWS_EC2_METADATA_DISABLED: "true" })).toBe(
    "CredentialsProviderError Could not load credentials from any providers",
  );
});

test("what answers callers who wait is less than a megabyte", async () => {
  for (const name of ["api", "detokenize", "rules"]) {
    const { files, inputs } = await bundleHandler(name);
    expect([name, files.reduce((sum, { content }) => sum + content.length, 0) < 1e6]).toEqual([name, true]);
    expect(inputs.filter((path) => path.includes("sso-oidc"))).toEqual([]);
  }
}, 60_000);
