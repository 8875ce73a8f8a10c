// What an image adds to the file system of its base, as a tar that is the same bytes wherever it is made: the bundle and its notices where
// Lambda has a function's code, DuckDB where Lambda has a layer, and the folder that the image's user may write to.
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Header, pack } from "tar-stream";
import { EXCHANGE } from "../../core/environment/user-job.ts";
import { type BundledFile, bundleEntry } from "../../handlers/build/bundle.ts";
import { layerFiles } from "../../handlers/build/layer.ts";
import type { Architecture } from "../../handlers/build/limits.ts";
import { notices } from "../../handlers/build/notices.ts";
import { entryOf, type ImageName } from "./images.ts";

/** Part of an image's digest: raise it when the way of packing changes. */
export const TAR_FORMAT = 2;

/** Whom the image runs as. A number, since no file of the base is changed to name a user; not below 1,000, where a system's own are. */
const USER = 10_001;

interface RootFile {
  path: string;
  content: () => Promise<Buffer>;
}

/** The files of an image's code, index.js first: its bundle, and the notices of what others wrote of it. */
export async function imageCode(image: ImageName): Promise<BundledFile[]> {
  const { files, inputs } = await bundleEntry(entryOf(image));
  return [...files, { name: "THIRD_PARTY_NOTICES", content: Buffer.from(notices(inputs)) }];
}

/** The tar of an image for a processor. */
export async function rootFiles(image: ImageName, architecture: Architecture): Promise<Buffer> {
  const code = await imageCode(image);
  const { entries } = await layerFiles(architecture);
  const files: RootFile[] = [
    ...code.map(({ name, content }) => ({ path: `var/task/${name}`, content: async () => content })),
    ...entries.map(({ name, content }) => ({
      path: `opt/${name}`,
      content: async () => (Buffer.isBuffer(content) ? content : readFile(content.path)),
    })),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return tarOf(files);
}

async function tarOf(files: readonly RootFile[]): Promise<Buffer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const whole = (async () => {
    for await (const chunk of tar) chunks.push(chunk as Buffer);
  })();
  // Folders are named, so that not even a folder's time comes from the clock.
  for (const name of foldersOf(files)) tar.entry(header({ name, type: "directory", mode: 0o755 }));
  tar.entry(header({ name: "scratch", type: "directory", mode: 0o700, uid: USER, gid: USER }));
  // Shared with a user's container, which may run as anybody.
  tar.entry(header({ name: EXCHANGE.slice(1), type: "directory", mode: 0o777, uid: USER, gid: USER }));
  for (const { path, content } of files) {
    const bytes = await content();
    tar.entry(header({ name: path, size: bytes.length, mode: 0o644 }), bytes);
  }
  tar.finalize();
  await whole;
  return Buffer.concat(chunks);
}

/** Neither a clock's time nor a builder's names are in it. */
const header = (own: Partial<Header> & Pick<Header, "name">) => ({
  mtime: new Date(0),
  uid: 0,
  gid: 0,
  uname: "",
  gname: "",
  ...own,
});

/** Every folder on the way to a file, each once, outer ones first. */
function foldersOf(files: readonly RootFile[]): string[] {
  const folders = new Set<string>();
  const add = (folder: string): void => {
    if (folder === "." || folders.has(folder)) return;
    add(dirname(folder));
    folders.add(folder);
  };
  for (const { path } of files) add(dirname(path));
  return [...folders];
}
