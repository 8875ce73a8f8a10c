import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ZipFile } from "yazl";
import { BadZip, PackageStore } from "./packages.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-packages-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function zip(add: (archive: ZipFile) => void): Promise<Buffer> {
  const archive = new ZipFile();
  add(archive);
  archive.end();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    archive.outputStream.on("data", (chunk: Buffer) => chunks.push(chunk));
    archive.outputStream.on("end", () => resolve(Buffer.concat(chunks)));
  });
}

test("a zip is kept under its own SHA-256, with modes and links", async () => {
  const store = new PackageStore(join(folder, "a"));
  const bytes = await zip((archive) => {
    archive.addBuffer(Buffer.from("run"), "bin/run", { mode: 0o100755 });
    archive.addBuffer(Buffer.from("run"), "bin/link", { mode: 0o120777 });
    archive.addEmptyDirectory("empty");
  });
  const [first, second] = await Promise.all([store.add(bytes), store.add(bytes)]);
  expect(first).toBe(createHash("sha256").update(bytes).digest("base64"));
  expect(second).toBe(first);
  expect(await store.has(first)).toBe(true);
  const root = store.folder(first);
  expect((await stat(join(root, "bin/run"))).mode & 0o777).toBe(0o755);
  expect(await readFile(join(root, "bin/link"), "utf8")).toBe("run");
  expect((await stat(join(root, "empty"))).isDirectory()).toBe(true);
});

test("a function's code is CommonJS, whatever project the store lies in", async () => {
  const project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  const store = new PackageStore(join(project, "store"));
  const sha = await store.add(
    await zip((archive) =>
      archive.addBuffer(
        Buffer.from("console.log(typeof module.exports, require('node:path').sep)"),
        "index.js",
      ),
    ),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [join(store.folder(sha), "index.js")]);
  expect(stdout).toBe("object /\n");
});

test("what is no zip, or leads out of its folder, is refused and leaves nothing", async () => {
  const store = new PackageStore(join(folder, "b"));
  await expect(store.add(Buffer.from("no zip"))).rejects.toThrow(BadZip);
  const link = await zip((archive) => archive.addBuffer(Buffer.from("../../etc"), "out", { mode: 0o120777 }));
  await expect(store.add(link)).rejects.toThrow("links out of the zip");
  expect(await store.has(createHash("sha256").update(link).digest("base64"))).toBe(false);
});

test("a zip for which the disk has no room is no bad zip", async () => {
  const [file, store] = [join(folder, "large.zip"), join(folder, "c")];
  await writeFile(file, await zip((archive) => archive.addBuffer(Buffer.alloc(4 << 20, "x"), "large")));
  // The shell's limit of a file's size stands for a disk without room.
  const { stdout } = await promisify(execFile)("/bin/sh", [
    "-c",
    'ulimit -f 64; exec "$@"',
    "sh",
    process.execPath,
    ...["--disable-warning=ExperimentalWarning", "--input-type=module", "-e"],
    `const { PackageStore } = await import(process.argv[1]);
     const { readFileSync } = await import("node:fs");
     await new PackageStore(process.argv[2]).add(readFileSync(process.argv[3])).catch(({ name, code }) => console.log(name, code));`,
    ...[join(import.meta.dirname, "packages.ts"), store, file],
  ]);
  expect(stdout.trim()).toBe("Error EFBIG");
  expect(await readdir(store)).toEqual(["package.json"]);
});
