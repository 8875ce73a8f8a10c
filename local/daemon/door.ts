// The key to the pages of the local AWS itself, under /_headrace/: made of what only its record holds, and good for
// nothing else, so that whatever listens on a port that the local AWS has left learns no access key from who asks it.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { LocalAws } from "./record.ts";

export const DOOR_HEADER = "x-headrace-door";

export const doorKey = (local: Pick<LocalAws, "instance" | "secretAccessKey">): string =>
  createHmac("sha256", local.secretAccessKey).update(`door ${local.instance}`).digest("hex");

/** Whether what a request brings is the key. */
export function opens(key: string, candidate: string | undefined): boolean {
  const [expected, found] = [Buffer.from(key), Buffer.from(candidate ?? "")];
  return expected.length === found.length && timingSafeEqual(expected, found);
}
