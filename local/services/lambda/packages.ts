// The zips that functions and layers were made of, unpacked and named by their own SHA-256: what was deployed is what runs.
import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import * as yauzl from "yauzl";

/** The zip cannot be unpacked. */
export class BadZip extends Error {}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const LINK = 0o120000;
const TYPE = 0o170000;

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Unpacks a zip, with modes and symbolic links; nothing is ever written outside the folder. */
async function unpack(zip: Buffer, folder: string): Promise<void> {
  const archive = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(zip, {
    lazyEntries: true,
  });
  const open = promisify<yauzl.Entry, Readable>((entry, callback) => archive.openReadStream(entry, callback));
  await new Promise<void>((resolve, reject) => {
    archive.on("error", reject);
    archive.on("end", resolve);
    archive.on("entry", (entry: yauzl.Entry) => {
      write(entry).then(() => archive.readEntry(), reject);
    });
    archive.readEntry();
  });

  async function write(entry: yauzl.Entry): Promise<void> {
    const path = join(folder, entry.fileName);
    if (!path.startsWith(folder + sep)) throw new BadZip(`${entry.fileName} leads out of the zip`);
    if (entry.fileName.endsWith("/")) {
      await mkdir(path, { recursive: true });
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    const mode = entry.externalFileAttributes >>> 16;
    const stream = await open(entry);
    if ((mode & TYPE) === LINK) {
      const target = await text(stream);
      if (!normalize(join(dirname(path), target)).startsWith(folder + sep)) {
        throw new BadZip(`${entry.fileName} links out of the zip`);
      }
      await symlink(target, path);
      return;
    }
    await pipeline(stream, createWriteStream(path, { mode: mode & 0o777 || 0o644 }));
  }
}

/**
 * Nothing lies above a function in Lambda. Here the store may lie in a project whose package.json says `"type": "module"`, and
 * Node takes the nearest one for how to read a .js file.
 */
const NEAREST = "{}\n";

/** A store of unpacked zips in a folder. */
export class PackageStore {
  /** Where all of them lie. */
  readonly root: string;
  constructor(folder: string) {
    this.root = folder;
  }

  /** Where the contents of the zip with this SHA-256 (base64, as Lambda's CodeSha256) lie. */
  folder(codeSha256: string): string {
    return join(this.root, Buffer.from(codeSha256, "base64").toString("hex"));
  }

  /** Where the zip itself lies. */
  zip(codeSha256: string): string {
    return `${this.folder(codeSha256)}.zip`;
  }

  has(codeSha256: string): Promise<boolean> {
    return isThere(this.folder(codeSha256));
  }

  /**
   * Keeps a zip's contents.
   * @returns its SHA-256 as base64
   * @throws BadZip, where the zip is at fault; what the system refuses, as the system says it
   */
  async add(zip: Buffer): Promise<string> {
    const sha = createHash("sha256").update(zip).digest("base64");
    if (await this.has(sha)) return sha;
    await mkdir(this.root, { recursive: true });
    await writeFile(join(this.root, "package.json"), NEAREST);
    const draft = `${this.folder(sha)}.${randomBytes(4).toString("hex")}`;
    try {
      await mkdir(draft);
      await unpack(zip, draft);
      await writeFile(`${draft}.zip`, zip);
      await rename(`${draft}.zip`, this.zip(sha));
      // Whole or not at all; of two that unpack the same zip the first wins.
      await rename(draft, this.folder(sha)).catch(async (error: unknown) => {
        if (!(await this.has(sha))) throw error;
      });
    } catch (error) {
      const system = (error as NodeJS.ErrnoException).syscall !== undefined;
      throw error instanceof BadZip || system ? error : new BadZip((error as Error).message);
    } finally {
      await rm(draft, { recursive: true, force: true });
      await rm(`${draft}.zip`, { force: true });
    }
    return sha;
  }
}
