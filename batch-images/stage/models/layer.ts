// The models' layer in a job: Lambda is asked for the version that the function has, and its zip is unpacked where the job may write.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { GetLayerVersionCommand } from "@aws-sdk/client-lambda";
import yauzl from "yauzl";
import { HeadraceError } from "../../../core/errors.ts";
import { lambda } from "../../../handlers/aws/clients/lambda.ts";

/**
 * @param arn of a layer's version
 * @returns the folder whose node_modules have its packages
 */
export async function unpackLayer(arn: string): Promise<string> {
  const zip = await yauzl.fromBufferPromise(await zipOf(arn), { lazyEntries: true });
  const folder = join(tmpdir(), "layer");
  await rm(folder, { recursive: true, force: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/")) continue;
    const path = join(folder, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
  }
  return join(folder, "nodejs");
}

async function zipOf(arn: string): Promise<Buffer> {
  const [, , , , , , LayerName, version] = arn.split(":");
  const { Content } = await lambda().send(
    new GetLayerVersionCommand({ LayerName, VersionNumber: Number(version) }),
  );
  // A presigned address of Lambda's own bucket, good for ten minutes.
  const answer = await fetch(Content?.Location ?? "");
  if (!answer.ok) throw new Error(`The models' layer ${arn} cannot be fetched: S3 answers ${answer.status}.`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (createHash("sha256").update(bytes).digest("base64") === Content?.CodeSha256) return bytes;
  throw new HeadraceError(
    "layer_altered",
    `What was fetched as the models' layer ${arn} is not what Lambda says that it is.`,
    "Run the job again; should it come again, something between the job and S3 alters what it reads.",
    3,
  );
}
