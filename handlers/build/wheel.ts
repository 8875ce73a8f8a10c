// What makes files a wheel, which pip installs: beside them, what they are and a list of them.
// Source: the Python Packaging User Guide, "Binary distribution format".
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ZipEntry } from "./zip.ts";

export interface WheelNames {
  /** As Python imports it; its version is always 1, since its place in S3 is what changes. */
  name: string;
  /** Which Pythons and systems it is for, such as "py3-none-any". */
  tag: string;
  /** What pip installs with it. */
  requires?: readonly string[];
}

/** `files`, and what makes a wheel of them. */
export async function wheelOf(
  files: readonly ZipEntry[],
  { name, tag, requires = [] }: WheelNames,
): Promise<ZipEntry[]> {
  const info = `${name}-1.dist-info`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    "Version: 1",
    "License: Apache-2.0",
    ...requires.map((one) => `Requires-Dist: ${one}`),
  ];
  const wheel = [
    "Wheel-Version: 1.0",
    "Generator: headrace",
    `Root-Is-Purelib: ${tag.endsWith("any")}`,
    `Tag: ${tag}`,
  ];
  const all = [...files, text(`${info}/METADATA`, metadata), text(`${info}/WHEEL`, wheel)];
  const record = await Promise.all(
    all.map(async ({ name: path, content }) => {
      const bytes = Buffer.isBuffer(content) ? content : await readFile(content.path);
      return `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}`;
    }),
  );
  return [...all, text(`${info}/RECORD`, [...record.sort(), `${info}/RECORD,,`])];
}

const text = (name: string, lines: readonly string[]): ZipEntry => ({
  name,
  content: Buffer.from(`${lines.join("\n")}\n`),
});
