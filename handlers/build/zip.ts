// Reproducible zips: the same files give the same bytes, whatever the folder, the clock and the umask.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";

/** A file to pack, from memory or from disk. */
export interface ZipEntry {
  /** Inside the zip, with forward slashes. */
  name: string;
  content: Buffer | { path: string };
}

export interface ZipFile {
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** 1 January 1980, the oldest time that a zip can tell: no build date in the bytes. */
const MTIME = new Date(1980, 0, 1);
/** What Lambda needs to load code: readable by all. */
const MODE = 0o100644;

/** Writes `entries`, sorted by name, to `target`; the file appears under its name only when whole. */
export async function writeZip(
  target: string,
  entries: readonly ZipEntry[],
  compressionLevel = 9,
): Promise<ZipFile> {
  const zip = new yazl.ZipFile();
  // The DOS timestamp is local time without a zone, so the same digits everywhere; the extended one is not.
  const options = { mtime: MTIME, mode: MODE, compressionLevel, forceDosTimestamp: true };
  for (const { name, content } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    if (Buffer.isBuffer(content)) zip.addBuffer(content, name, options);
    else zip.addFile(content.path, name, options);
  zip.end();

  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.partial`;
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(zip.outputStream, hashing, createWriteStream(partial));
  await rename(partial, target);
  return { bytes: (await stat(target)).size, sha256: hash.digest("hex") };
}
