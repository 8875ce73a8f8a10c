// An opening, done in the background: from the file of tokens to the file of values. Nothing of that file is there before the
// audit has its record.
import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Problem } from "../../../core/api/problems.ts";
import type { DetokenizeEnvironment } from "../../../core/environment/tokens.ts";
import { MOST_RECORDS } from "../../../core/inline/index.ts";
import { s3 } from "../../aws/clients/s3.ts";
import { readContract } from "../../http/contract.ts";
import { loggerOf } from "../../telemetry.ts";
import { writeTokenAudit } from "../audit.ts";
import { takeFromBudget } from "../budget.ts";
import { columnsToOpen, countTokens, openRecords, textsOf } from "../open.ts";
import { uploadOf, valuesOf } from "./objects.ts";
import { type Opening, type OpeningResult, openings } from "./store.ts";

const logger = loggerOf("detokenize");

export async function runOpening(env: DetokenizeEnvironment, id: string, remainingMs: number): Promise<void> {
  const item = await openings.read(env.API_TABLE, id);
  if (!item || !(await openings.begin(env.API_TABLE, id, Math.ceil(remainingMs / 1000)))) return;
  try {
    const result = await done(env, item);
    await openings.end(env.API_TABLE, id, result.rejected ? "rejected" : "done", result);
    const { records, opened } = result;
    logger.info("Opening done", { opening_id: id, dataset: item.dataset, records, opened });
  } catch (error) {
    await openings.end(env.API_TABLE, id, "failed");
    throw error;
  }
}

async function done(env: DetokenizeEnvironment, item: Opening): Promise<OpeningResult> {
  const { item_id: id, dataset: name, caller, purpose } = item;
  const call = { caller, purpose, dataset: name, request_id: `opening ${id}` };
  let records = 0;
  try {
    const { text, dataset } = await read(env, item);
    const columns = columnsToOpen(name, dataset, item.columns);
    const rows = textsOf(columns, linesOf(text));
    records = rows.length;
    await takeFromBudget(env, caller, countTokens(rows));
    const lines: string[] = [];
    let opened = 0;
    for (let at = 0; at < rows.length; at += MOST_RECORDS) {
      const some = await openRecords(columns, rows.slice(at, at + MOST_RECORDS), env, item.key_version);
      for (const [i, { values, unknown }] of some.entries()) {
        opened += Object.values(values).filter((value) => value !== null).length;
        lines.push(JSON.stringify({ record: at + i + 1, values, unknown }));
      }
    }
    const audit_id = await writeTokenAudit(env, {
      ...{ ...call, event: "detokenized", records, opened },
      columns: columns.map((column) => column.name),
    });
    const { bucket: Bucket, key: Key } = valuesOf(env, id);
    const ContentType = "application/x-ndjson";
    await s3().send(new PutObjectCommand({ Bucket, Key, Body: `${lines.join("\n")}\n`, ContentType }));
    return { records, opened, audit_id };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message } = error;
    const audit_id = await writeTokenAudit(env, { ...call, event: "refused", records, problem: code });
    return { records, opened: 0, audit_id, rejected: { reason: code, message } };
  }
}

async function read(env: DetokenizeEnvironment, item: Opening) {
  if (item.contract_digest !== env.CONTRACT_DIGEST)
    throw new Error("The contract is another one than when the opening was announced.");
  const dataset = (await readContract(env)).datasets[item.dataset];
  if (!dataset) throw new Error("The contract has no such dataset.");
  const { bucket: Bucket, key: Key } = uploadOf(env, item.item_id);
  const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  if (createHash("sha256").update(bytes).digest("hex") !== item.sha256)
    throw new Error("The file of the opening is another one than was announced.");
  return { text: bytes.toString("utf8"), dataset };
}

/** @throws Problem invalid_request */
function linesOf(text: string): Record<string, unknown>[] {
  const lines = text.split("\n").filter((line, at, all) => line.trim() !== "" || at < all.length - 1);
  return lines.map((line, at) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>;
    } catch {
      // Told below.
    }
    throw new Problem("invalid_request", `Line ${at + 1} of the file is no JSON object.`);
  });
}
