// What the splitting thread and the one that started it tell each other.
import { HeadraceError } from "../../errors.ts";
import { FileRejected } from "../file-rejected.ts";
import type { SplitJob, SplitState, VolumeBlock } from "./split-file.ts";

/** What the thread is started with. */
export interface WorkerData {
  readonly job: SplitJob;
  /** One number: MiB of blocks that wait; and their limit. */
  readonly waiting: Int32Array;
  readonly mostWaiting: number;
}

/** What the thread sends. */
export type WorkerMessage =
  | { readonly kind: "read"; readonly bytes: number }
  | { readonly kind: "blocks"; readonly blocks: VolumeBlock[]; readonly state: SplitState }
  | { readonly kind: "end"; readonly state: SplitState }
  | { readonly kind: "failed"; readonly error: SentError };

/** An error as a thread can send it: what is more than a message gets lost otherwise. */
export interface SentError {
  readonly type: "rejected" | "headrace" | "other";
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: Readonly<Record<string, string | number>>;
}

export function sent(error: unknown): SentError {
  const { name, message, stack } = error as Error;
  const type =
    error instanceof FileRejected ? "rejected" : error instanceof HeadraceError ? "headrace" : "other";
  const own = Object.entries(error as object).filter(([, value]) => /^(string|number)$/.test(typeof value));
  return { type, name, message, stack, fields: Object.fromEntries(own) };
}

export function received({ type, message, stack, fields }: SentError): Error {
  if (type === "rejected") return new FileRejected(fields.reason as `file:${string}`, message);
  if (type === "headrace")
    return new HeadraceError(String(fields.code), message, String(fields.fix), fields.exitCode as 1 | 2 | 3);
  return Object.assign(new Error(message), { stack, ...fields });
}

/** How many MiB of a block count as waiting; at least one, so that many small ones count too. */
export const weightOf = ({ bytes }: { readonly bytes: number }): number => Math.max(1, bytes >> 20);
