// The contract a command works by: DIR/headrace.yaml, or the one that a pipeline was deployed with.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Contract, parseContract, validateContract } from "../core/contract/index.ts";
import { HeadraceError } from "../core/errors.ts";
import type { AwsConfig } from "./aws.ts";

export const CONTRACT_FILE = "headrace.yaml";

/** DIR's contract. Throws with every fault of it, or with where it should be. */
export function readContract(dir: string): Contract {
  const path = join(dir, CONTRACT_FILE);
  const file = relative(process.cwd(), path) || path;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EISDIR") throw error;
    throw new HeadraceError(
      "contract_missing",
      code === "ENOENT" ? `${dir} has no ${CONTRACT_FILE}.` : `${file} is a folder.`,
      `Write one, or let \`headrace init ${dir} --from FILE\` infer it from a file of yours.`,
    );
  }
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new HeadraceError(
      "contract_invalid",
      `${file}: it is no text in UTF-8, which is all that Terraform reads.`,
      "Save it as UTF-8.",
    );
  return parseContract(bytes.toString(), { file: file.startsWith("..") ? path : file });
}

/** The contract at `uri` (s3://…), by which the deployed functions work. */
export async function deployedContract(aws: Partial<AwsConfig>, uri: string): Promise<Contract> {
  // Loaded late: `check` has no use for it.
  const { readText, s3Client } = await import("./objects.ts");
  const { hostname: Bucket, pathname } = new URL(uri);
  const s3 = s3Client(aws);
  try {
    const text = await readText(s3, Bucket, pathname.slice(1));
    return validateContract(JSON.parse(text), { file: uri });
  } finally {
    s3.destroy();
  }
}
