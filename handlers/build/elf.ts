// What a Linux shared library asks of the system it is loaded on: its processor and its versioned symbols.
// Reads the ELF64 headers and .gnu.version_r (Linux Standard Base, "Symbol Versioning").
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { HeadraceError } from "../../core/errors.ts";

const SHT_GNU_VERNEED = 0x6ffffffe;
const MACHINES: Record<number, string> = { 62: "x86_64", 183: "arm64" };

export interface ElfNeeds {
  /** "x86_64" or "arm64"; the number as text where it is another. */
  machine: string;
  /** Library → the symbol versions wanted of it, such as "libc.so.6" → ["GLIBC_2.17", "GLIBC_2.25"]. */
  versions: Record<string, string[]>;
}

interface Section {
  type: number;
  offset: number;
  size: number;
  link: number;
  info: number;
}

/** Reads what `path`, a 64-bit little-endian ELF file, needs. Throws `not_elf` where it is something else. */
export async function readElfNeeds(path: string): Promise<ElfNeeds> {
  const file = await open(path);
  try {
    const header = await read(file, 0, 64);
    if (header.length < 64 || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1)
      throw new HeadraceError(
        "not_elf",
        `${path} is not a 64-bit little-endian ELF file.`,
        "Install the packages again (npm ci); the file may be cut short.",
        3,
      );
    const machine = header.readUInt16LE(18);
    return { machine: MACHINES[machine] ?? String(machine), versions: await readVersions(file, header) };
  } finally {
    await file.close();
  }
}

async function readVersions(file: FileHandle, header: Buffer): Promise<ElfNeeds["versions"]> {
  const sections = await readSections(file, header);
  const versions: ElfNeeds["versions"] = {};
  for (const needs of sections.filter((section) => section.type === SHT_GNU_VERNEED)) {
    const names = sections[needs.link];
    if (!names) continue;
    const table = await read(file, needs.offset, needs.size);
    const strings = await read(file, names.offset, names.size);
    Object.assign(versions, readVerneed(table, strings, needs.info));
  }
  return versions;
}

async function readSections(file: FileHandle, header: Buffer): Promise<Section[]> {
  const offset = Number(header.readBigUInt64LE(40));
  const entrySize = header.readUInt16LE(58);
  const count = header.readUInt16LE(60);
  const table = await read(file, offset, entrySize * count);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entrySize;
    return {
      type: table.readUInt32LE(at + 4),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
      info: table.readUInt32LE(at + 44),
    };
  });
}

/** Walks `count` Elf64_Verneed entries, each with its chain of Elf64_Vernaux. */
function readVerneed(table: Buffer, strings: Buffer, count: number): Record<string, string[]> {
  const text = (at: number) => strings.toString("latin1", at, strings.indexOf(0, at));
  const versions: Record<string, string[]> = {};
  let entry = 0;
  for (let i = 0; i < count; i++) {
    const library = text(table.readUInt32LE(entry + 4));
    const wanted: string[] = [];
    let auxiliary = entry + table.readUInt32LE(entry + 8);
    for (let j = 0; j < table.readUInt16LE(entry + 2); j++) {
      wanted.push(text(table.readUInt32LE(auxiliary + 8)));
      auxiliary += table.readUInt32LE(auxiliary + 12);
    }
    versions[library] = wanted;
    entry += table.readUInt32LE(entry + 12);
  }
  return versions;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * The wanted versions that are newer than `newest` has, as "GLIBC_2.38 (libc.so.6)".
 * `newest` maps a version family to the last version the system has: { GLIBC: "2.34" }; other families pass.
 */
export function newerThan(needs: ElfNeeds, newest: Record<string, string>): string[] {
  const found: string[] = [];
  for (const [library, versions] of Object.entries(needs.versions))
    for (const version of versions) {
      const [family = "", number = ""] = version.split(/_(?=\d)/);
      const limit = newest[family];
      if (limit !== undefined && compareVersions(number, limit) > 0) found.push(`${version} (${library})`);
    }
  return found;
}

function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
