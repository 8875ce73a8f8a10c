// What a crawler calls its tables: by their folder, in what Athena takes.
import { createHash } from "node:crypto";
import type { FoundTable } from "./group.ts";

/** Before any other table had the name. */
export function tableName({ bucket, location }: FoundTable, prefix: string): string {
  const last = location.replace(/\/$/, "").split("/").at(-1) || bucket;
  return `${prefix}${last}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, "_")
    .slice(0, 255);
}

export const locationOf = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

/** For a name that a table of another place has: AWS appends a hash, too. */
export const hashedName = (name: string, location: string): string =>
  `${name}_${createHash("md5").update(location).digest("hex")}`;
