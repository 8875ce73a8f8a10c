// What a run is started with: its script and its additional modules, fetched as the job's role, and kept by their ETags.
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { runTool } from "../../../process/tool.ts";
import { parseS3 } from "../../../sql/objects.ts";
import { NoSpark, type Spark } from "./spark.ts";

/** An object as a file under its own name, once per ETag. */
export async function fetched(s3: S3Client, uri: string, folder: string): Promise<string> {
  const { bucket: Bucket, key: Key } = parseS3(uri);
  const { ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket, Key })).catch((error: Error) => {
    throw Object.assign(new Error(`Failed to read ${uri}: ${error.name}`), { name: error.name });
  });
  const path = join(folder, ETag.replaceAll(/\W/g, ""), basename(Key));
  if (existsSync(path)) return path;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Body as Readable, createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
  return path;
}

/** Folders of additional modules: wheels of S3 unpacked, all else installed by pip, once each. */
export async function modulesOf(
  s3: S3Client,
  text: string | undefined,
  { python }: Spark,
  scratch: string,
): Promise<string[]> {
  const folders: string[] = [];
  for (const module of (text ?? "").split(",").filter(Boolean)) {
    const wheel = module.startsWith("s3://") ? await fetched(s3, module, join(scratch, "wheels")) : undefined;
    const folder = wheel
      ? `${dirname(wheel)}-unpacked`
      : join(scratch, "modules", module.replaceAll(/\W/g, "_"));
    folders.push(folder);
    if (existsSync(folder)) continue;
    const draft = `${folder}.${process.pid}`;
    const args = wheel
      ? ["-m", "zipfile", "-e", wheel, draft]
      : ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", draft, module];
    const { ok, out } = await runTool(python, args, { timeout: 600_000 });
    if (!ok) throw new NoSpark(`${module} cannot be installed: ${out.trim().split("\n").at(-1)}`);
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return folders;
}
