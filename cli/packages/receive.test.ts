// headrace/receive as others install it: built, under node_modules, run by Node and read by tsc without this checkout.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { NOW, notification, snsCertificate, TOPIC } from "../../receive/testing/sns.ts";
import { buildReceive, RECEIVE_PACKAGE } from "./receive.ts";

const run = promisify(execFile);
const CHECKOUT = join(import.meta.dirname, "..", "..");

let project: string;
let built: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "headrace-receive-"));
  built = join(project, "built");
  await buildReceive(built);
  await mkdir(join(project, "node_modules", "@types"), { recursive: true });
  await cp(built, join(project, "node_modules", RECEIVE_PACKAGE), { recursive: true });
  await symlink(
    join(CHECKOUT, "node_modules", "@types", "node"),
    join(project, "node_modules", "@types", "node"),
    "dir",
  );
  await symlink(
    join(CHECKOUT, "node_modules", "undici-types"),
    join(project, "node_modules", "undici-types"),
    "dir",
  );
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
});
afterAll(() => rm(project, { recursive: true, force: true }));

test("a plain script verifies with it", async () => {
  const script = `import { receiver } from "${RECEIVE_PACKAGE}";
const handler = receiver({
  topics: ["${TOPIC}"], now: () => ${NOW},
  fetch: async () => new Response(${JSON.stringify(snsCertificate)}),
  onMessage: ({ message }) => console.log(message),
});
const post = async (body) => (await handler(new Request("https://x.example/", { method: "POST", body }))).status;
const good = ${JSON.stringify(notification({ Message: "hello" }))};
console.log(await post(JSON.stringify(good)), await post(JSON.stringify({ ...good, Message: "other" })));`;
  await writeFile(join(project, "script.js"), script);
  const { stdout } = await run(process.execPath, [join(project, "script.js")]);
  expect(stdout).toBe("hello\n200 403\n");
});

test("tsc knows its types", async () => {
  const typed = (code: string) => `import { nodeListener, receiver } from "${RECEIVE_PACKAGE}";
export const listener = nodeListener(receiver({
  topics: ["${TOPIC}"],
  onMessage: ({ message, attributes }) => { console.log(message.length, attributes.run_id?.value); },
  onRefusal: ({ code }) => { if (code === "${code}") throw new Error(); },
}));`;
  await writeFile(join(project, "right.ts"), typed("signature_wrong"));
  await writeFile(join(project, "wrong.ts"), typed("signature_wrung"));
  const tsc = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");
  const options = "--noEmit --strict --module nodenext --target es2024 --types node".split(" ");
  const check = (file: string) => run(process.execPath, [tsc, ...options, file], { cwd: project });
  await check("right.ts");
  await expect(check("wrong.ts")).rejects.toMatchObject({
    stdout: expect.stringContaining("signature_wrung"),
  });
});

test("it needs no other package, and its document names it", async () => {
  const manifest = JSON.parse(await readFile(join(built, "package.json"), "utf8"));
  expect([manifest.dependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);
  const readme = await readFile(join(built, "README.md"), "utf8");
  expect(readme).toContain(`from "${RECEIVE_PACKAGE}"`);
  expect(readme).not.toMatch(/\]\((?!https:)/);
});
