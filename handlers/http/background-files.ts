// A file that is worked at in the background: its caller announces it, puts it, starts the work and asks what became of it.
// It is its caller's alone.
import { createHash } from "node:crypto";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { Problem } from "../../core/api/problems.ts";
import { lambda } from "../aws/clients/lambda.ts";
import { type ObjectRef, sizeOf } from "../aws/objects.ts";
import { type BackgroundItem, type InBackground, stateOf } from "./background.ts";
import type { Caller } from "./caller.ts";

export interface FileItem extends BackgroundItem {
  dataset: string;
  /** Of the contract by which the file was announced. */
  contract_digest: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Announcing the same again gives the same id: 32 hex digits. */
export const idOf = (...all: unknown[]): string =>
  createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 32);

/**
 * @param noun "task" or "opening", for the message
 * @throws Problem not_found, the same whether there is none or it is another's
 */
export async function ownItem<Item extends FileItem>(
  { read }: Pick<InBackground<Item, object>, "read">,
  { table, caller, id, noun }: { table: string; caller: Caller; id: string; noun: string },
): Promise<Item> {
  const item = await read(table, id);
  if (item?.caller === caller.id) return item;
  throw new Problem("not_found", `You have announced no ${noun} of this id.`);
}

export interface Start {
  contractDigest: string;
  upload: ObjectRef;
  /** The path that the file was announced at. */
  announcedAt: string;
  /** What the function is called with, by itself and in the background. */
  event: Record<string, string>;
}

/**
 * Starts the work where it waits or has failed.
 *
 * @returns the state that the item has after it
 * @throws Problem conflict, where the file is not put or the contract has changed since
 */
export async function startWork(item: FileItem, start: Start): Promise<BackgroundItem["state"]> {
  if (item.contract_digest !== start.contractDigest)
    throw new Problem("conflict", "The contract is another one by now. Announce the file again.");
  const state = stateOf(item);
  if (state !== "waiting" && state !== "failed") return state;
  if ((await sizeOf(start.upload)) === undefined)
    throw new Problem(
      "conflict",
      `The file is not put yet. PUT it to the URL of POST ${start.announcedAt} first.`,
    );
  await lambda().send(
    new InvokeCommand({
      FunctionName: String(process.env.AWS_LAMBDA_FUNCTION_NAME),
      InvocationType: "Event",
      Payload: JSON.stringify(start.event),
    }),
  );
  return "working";
}
