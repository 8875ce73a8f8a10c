// How a run's rows are cut into deliveries: every row is in exactly one, and the same rows are always cut alike.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { DeliverySource } from "../records/delivered.ts";

/** A stretch of the rows' file. */
export interface Part {
  /** Whether its rows are in an object that a link opens, or within the message. */
  by: "message" | "link";
  /** Bytes of the file: from this one up to, not including, that one. */
  from: number;
  to: number;
  rows: number;
}

export interface CutOptions {
  /** Bytes that a message has for records and the commas between them. */
  room: number;
  /** More parts than this become one, by link. */
  most: number;
}

const LINE_FEED = 10;

/**
 * Cuts NDJSON into parts: as many rows as fit into a message, and by link what does not fit into any, with the rows
 * beside it that do not either.
 */
export async function cut(path: string, { room, most }: CutOptions): Promise<Part[]> {
  const parts: Part[] = [];
  let last: Part | undefined;
  let rows = 0;
  let end = 0;
  for await (const next of lineEnds(path)) {
    const line = next - end - 1;
    const by = line > room ? "link" : "message";
    // The line feeds between lines of the file take as much as the commas between records.
    const joins = last?.by === by && (by === "link" || next - 1 - last.from <= room);
    if (last && joins) {
      last.to = next;
      last.rows++;
    } else if (parts.length <= most) {
      last = { by, from: end, to: next, rows: 1 };
      parts.push(last);
    }
    rows++;
    end = next;
  }
  return parts.length > most ? whole(end, rows) : parts;
}

/** All rows by one link; nothing where there are none. */
export const whole = (bytes: number, rows: number): Part[] =>
  rows === 0 ? [] : [{ by: "link", from: 0, to: bytes, rows }];

/** Offsets just after each line feed. */
async function* lineEnds(path: string): AsyncGenerator<number> {
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1))
      yield offset + at + 1;
    offset += chunk.length;
  }
}

/** Names what a run's deliveries to a topic hold and how it is cut: 12 hex digits. */
export const contentId = (source: DeliverySource, sha256: string, parts: readonly Part[]): string =>
  createHash("sha256")
    .update(JSON.stringify([source.kind, source.name, sha256, parts.map(({ by, to }) => [by, to])]))
    .digest("hex")
    .slice(0, 12);
