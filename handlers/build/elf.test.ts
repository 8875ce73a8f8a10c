import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newerThan, readElfNeeds } from "./elf.ts";

/** A shared library of nothing but its headers, a string table and version needs. */
function elf(machine: number, needs: Record<string, string[]>): Buffer {
  let strings = "\0";
  const text = (value: string) => {
    const at = strings.length;
    strings += `${value}\0`;
    return at;
  };
  const words: number[][] = [];
  const libraries = Object.entries(needs);
  const parts = libraries.map(([library, versions], i) => {
    const part = Buffer.alloc(16 + versions.length * 16);
    part.writeUInt16LE(1, 0);
    part.writeUInt16LE(versions.length, 2);
    part.writeUInt32LE(text(library), 4);
    part.writeUInt32LE(16, 8);
    part.writeUInt32LE(i === libraries.length - 1 ? 0 : part.length, 12);
    versions.forEach((version, j) => {
      part.writeUInt32LE(text(version), 16 + j * 16 + 8);
      part.writeUInt32LE(j === versions.length - 1 ? 0 : 16, 16 + j * 16 + 12);
    });
    return part;
  });
  const verneed = Buffer.concat(parts);
  const table = Buffer.from(strings, "latin1");
  const header = Buffer.alloc(64);
  header.write("\x7fELF\x02\x01\x01", "latin1");
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(machine, 18);
  words.push([0, 0, 0, 0, 0]);
  words.push([0x6ffffffe, 64, verneed.length, 2, libraries.length]);
  words.push([3, 64 + verneed.length, table.length, 0, 0]);
  header.writeBigUInt64LE(BigInt(64 + verneed.length + table.length), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(words.length, 60);
  const sections = words.map(([type = 0, offset = 0, size = 0, link = 0, info = 0]) => {
    const section = Buffer.alloc(64);
    section.writeUInt32LE(type, 4);
    section.writeBigUInt64LE(BigInt(offset), 24);
    section.writeBigUInt64LE(BigInt(size), 32);
    section.writeUInt32LE(link, 40);
    section.writeUInt32LE(info, 44);
    return section;
  });
  return Buffer.concat([header, verneed, table, ...sections]);
}

describe("the needs of a shared library", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "headrace-elf-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("processor and versioned symbols are read, library by library", async () => {
    const path = join(folder, "two.so");
    await writeFile(
      path,
      elf(183, { "libc.so.6": ["GLIBC_2.17", "GLIBC_2.38"], "libm.so.6": ["GLIBC_2.29"] }),
    );
    expect(await readElfNeeds(path)).toEqual({
      machine: "arm64",
      versions: { "libc.so.6": ["GLIBC_2.17", "GLIBC_2.38"], "libm.so.6": ["GLIBC_2.29"] },
    });
  });

  test("newer needs than the system's are named, compared as numbers", async () => {
    const path = join(folder, "new.so");
    await writeFile(
      path,
      elf(62, { "libc.so.6": ["GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.35"], "libgcc_s.so.1": ["GCC_9.0"] }),
    );
    const needs = await readElfNeeds(path);
    expect(newerThan(needs, { GLIBC: "2.34" })).toEqual(["GLIBC_2.35 (libc.so.6)"]);
    expect(newerThan(needs, { GLIBC: "2.3.4" })).toEqual([
      "GLIBC_2.4 (libc.so.6)",
      "GLIBC_2.34 (libc.so.6)",
      "GLIBC_2.35 (libc.so.6)",
    ]);
  });

  test("another kind of file is refused by name", async () => {
    const path = join(folder, "text.so");
    await writeFile(path, "not a library");
    await expect(readElfNeeds(path)).rejects.toMatchObject({ code: "not_elf" });
  });
});
