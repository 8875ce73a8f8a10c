import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import yauzl from "yauzl";
import { writeZip } from "./zip.ts";

describe("zips", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headrace-zip-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("the same files give the same bytes, whatever their folder, order, times and permissions", async () => {
    const zips: Buffer[] = [];
    for (const [name, mode, zone] of [
      ["one", 0o600, "Asia/Tokyo"],
      ["two", 0o777, "America/Lima"],
    ] as const) {
      await mkdir(join(folder, name));
      const path = join(folder, name, "b.txt");
      await writeFile(path, "content ".repeat(1000));
      await chmod(path, mode);
      await utimes(path, mode, mode);
      const entries = [
        { name: "lib/b.txt", content: { path } },
        { name: "index.js", content: Buffer.from("x") },
      ];
      process.env.TZ = zone;
      const target = join(folder, name, "out.zip");
      const zip = await writeZip(target, name === "one" ? entries : entries.toReversed());
      const bytes = await readFile(target);
      expect(zip).toEqual({
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
      zips.push(bytes);
    }
    expect(zips[0]?.equals(zips[1] as Buffer)).toBe(true);
  });

  test("entries are sorted and readable by all", async () => {
    const target = join(folder, "modes.zip");
    await writeZip(target, [
      { name: "b.js", content: Buffer.from("2") },
      { name: "a.js", content: Buffer.from("1") },
    ]);
    const entries: [string, number][] = [];
    await new Promise<void>((resolve, reject) =>
      yauzl.open(target, { lazyEntries: true }, (error, zip) => {
        if (error) return reject(error);
        zip.on("entry", (entry) => {
          entries.push([entry.fileName, (entry.externalFileAttributes >>> 16) & 0o777]);
          zip.readEntry();
        });
        zip.once("end", resolve);
        zip.readEntry();
      }),
    );
    expect(entries).toEqual([
      ["a.js", 0o644],
      ["b.js", 0o644],
    ]);
  });
});
