// JSON values → rows of the contract's columns. Values keep the text they have in the file; what is nested becomes
// compact JSON text.
import { isUtf8 } from "node:buffer";
import type { PlannedColumn } from "../../plan/columns.ts";
import type { Plan } from "../../plan/plan.ts";
import type { HeaderMatch } from "./header.ts";
import { rejectUnknown } from "./header.ts";
import { JsonScanner } from "./json-scan.ts";
import type { JsonRecord } from "./json-shape.ts";
import type { Member } from "./json-text.ts";
import { Incomplete, Invalid, JsonText } from "./json-text.ts";
import { compact, plainNumber } from "./json-value.ts";
import type { Malformed, Place } from "./record.ts";
import { ENCODING, malformed, NUL } from "./record.ts";
import type { NullableColumn, RecordSink } from "./sink.ts";
import type { Splitter } from "./splitter.ts";

/** Names of unknown members that are remembered; a file may have as many as it has rows. */
const MAX_IGNORED = 10_000;

const FOLLOWED = malformed("it is no valid JSON: something follows the object");

const UNNAMED = malformed("it has members that the contract does not name");

/** Names that are no column's and that the fast path is told of: it looks through them. */
const OTHER_NAMES = 256;

/** A member's name, as it is written without escapes. */
interface Name {
  readonly name: Buffer;
  readonly column: number;
  /** Whether the fast path has been told of it, or never will be. */
  isKnown: boolean;
}

/** Where in a record a column's value lies. */
interface Found {
  row: number;
  start: number;
  end: number;
  escaped: boolean;
}

/** @param alone a record with a member that the contract does not name, where that is refused, costs itself and not the file */
export function jsonSplitter(
  plan: Plan,
  open: (match: HeaderMatch) => RecordSink<NullableColumn>,
  alone = false,
): Splitter {
  const { source } = plan.dataset;
  const judgesMembers = alone && source.unknown_columns === "reject";
  const match: HeaderMatch = { fields: plan.columns.map((_, at) => at), ignored: [] };
  const sink = open(match);
  const fast = sink.fastJson?.();
  /** Names that the fast path knows, as they are written. */
  const learned = new Set<string>();
  const byName = new Map(plan.columns.map(({ from, index }) => [from, index]));
  const ignored = new Set<string>();
  const json = new JsonText();
  const found: Found[] = plan.columns.map(() => ({ row: -1, start: 0, end: 0, escaped: false }));
  const place: Place = { line: 0, start: 0, length: 0 };
  let rows = 0;

  /** The column of each member, by its place in the object: most objects of a file have their members in one order. */
  const usual: Name[] = [];
  let memberAt = 0;
  /** Names in the object at hand that the fast path does not know yet. */
  const fresh: Name[] = [];

  /** Names in the object at hand that are new and no column's: what is no object has no columns. */
  const unknown: string[] = [];
  const ignore = (): void => {
    rejectUnknown(unknown, source);
    for (const name of unknown) {
      if (ignored.size >= MAX_IGNORED) break;
      if (ignored.has(name)) continue;
      ignored.add(name);
      match.ignored.push(name);
    }
  };

  const columnOf = (bytes: Uint8Array, member: Member): number => {
    const length = member.nameEnd - member.nameStart;
    const guess = usual[memberAt++];
    if (
      guess &&
      !member.nameEscaped &&
      guess.name.length === length &&
      sameBytes(bytes, member.nameStart, guess.name)
    ) {
      if (!guess.isKnown) fresh.push(guess);
      return guess.column;
    }
    const raw = Buffer.from(bytes.subarray(member.nameStart, member.nameEnd));
    const written: string = member.nameEscaped ? JSON.parse(`"${raw.toString()}"`) : raw.toString();
    const name = written.normalize("NFC");
    const column = byName.get(name) ?? -1;
    if (column < 0 && !ignored.has(name)) unknown.push(name);
    if (!member.nameEscaped) {
      const known = { name: raw, column, isKnown: fast === undefined || (column < 0 && judgesMembers) };
      usual[memberAt - 1] = known;
      if (!known.isKnown) fresh.push(known);
    }
    return column;
  };

  /** Tells the fast path of names, once an object that has them was taken. */
  const learn = (): void => {
    for (const name of fresh) {
      const { name: bytes, column } = name;
      name.isKnown = true;
      const written = bytes.toString("latin1");
      if (learned.has(written) || learned.size > plan.columns.length + OTHER_NAMES) continue;
      learned.add(written);
      fast?.learn(bytes, column);
    }
  };

  const read = (record: JsonRecord): Malformed | undefined => {
    if (record.fault !== undefined) return malformed(record.fault);
    if (!record.text) {
      const bytes = record.bytes.subarray(record.from, record.to);
      if (!isUtf8(bytes)) return ENCODING;
      if (bytes.includes(0)) return NUL;
    }
    if (record.bytes[record.from] !== 0x7b) return malformed("the record is no JSON object");
    json.bytes = record.bytes.subarray(0, record.to);
    json.at = record.from;
    memberAt = 0;
    unknown.length = 0;
    fresh.length = 0;
    let isStrange = false;
    try {
      json.object((member) => {
        const column = columnOf(record.bytes, member);
        if (column < 0) {
          isStrange = true;
          return;
        }
        const value = found[column] as Found;
        value.row = rows;
        value.start = member.valueStart;
        value.end = member.valueEnd;
        value.escaped = member.valueEscaped;
      });
    } catch (error) {
      if (error instanceof Invalid) return malformed(`it is no valid JSON: ${error.message}`);
      if (error instanceof Incomplete) return malformed("it is no valid JSON: it ends before its end");
      throw error;
    }
    if (json.at !== record.to) return FOLLOWED;
    if (judgesMembers) return isStrange ? UNNAMED : undefined;
    if (unknown.length > 0) ignore();
    if (fresh.length > 0) learn();
    return undefined;
  };

  /** Adds a row of what was found; `unescaped` are texts that the file has with escapes. */
  const addRow = (bytes: Buffer, unescaped: readonly (Buffer | undefined)[]): void => {
    const texts = plan.columns.map((column) => {
      const value = found[column.index] as Found;
      const own = unescaped[column.index];
      if (own) return [own, 0, own.length] as const;
      return value.row === rows ? textOf(column, bytes, value) : undefined;
    });
    for (const [index, text] of texts.entries())
      if (sink.columns[index]) sink.reserve?.(index, text ? text[2] - text[1] : 0);
    for (const [index, text] of texts.entries()) {
      if (text) sink.columns[index]?.append(...text);
      else sink.columns[index]?.appendNull();
    }
    sink.row(place);
  };

  /** Whether the record was not taken, since the fast path knows its names only now. */
  const take = (record: JsonRecord): boolean => {
    const { size } = learned;
    let fault = read(record);
    if (record.text && learned.size > size && !fault) {
      rows += 1;
      return true;
    }
    if (fault === FOLLOWED && source.format === "json") {
      const several = objectsOf(record);
      if (several) {
        // The fast path stops at such a line whatever it knows.
        for (const one of several) if (take(one)) take(one);
        return false;
      }
    }
    const values: (Buffer | undefined)[] = [];
    if (!fault)
      for (const { index } of plan.columns) {
        const value = found[index] as Found;
        if (value.row !== rows || !value.escaped) continue;
        if (record.bytes[value.start] !== 0x22) continue;
        const text: string = JSON.parse(record.bytes.toString("utf8", value.start, value.end));
        if (!text.isWellFormed()) fault = ENCODING;
        else if (text.includes("\0")) fault = NUL;
        else values[index] = Buffer.from(text);
      }
    place.line = record.line;
    place.start = record.offset;
    place.length = record.length;
    if (fault) sink.malformed(place, fault);
    else addRow(record.bytes, values);
    rows += 1;
    return false;
  };
  return new JsonScanner(source.format === "ndjson", take, fast);
}

/** The objects that a record consists of; undefined where it is not objects alone. */
export function objectsOf(record: JsonRecord): JsonRecord[] | undefined {
  const { bytes, from, to, offset } = record;
  const json = new JsonText();
  json.bytes = bytes.subarray(0, to);
  json.at = from;
  const objects: JsonRecord[] = [];
  try {
    for (json.skipSpace(); json.at < to; json.skipSpace()) {
      const start = json.at;
      if (bytes[start] !== 0x7b) return undefined;
      json.object(undefined);
      objects.push({
        ...record,
        from: start,
        to: json.at,
        offset: offset + start - from,
        length: json.at - start,
      });
    }
  } catch (error) {
    if (error instanceof Invalid || error instanceof Incomplete) return undefined;
    throw error;
  }
  return objects;
}

/** The text that a column takes: [bytes, start, end]; undefined for null. */
function textOf(
  column: PlannedColumn,
  bytes: Buffer,
  { start, end }: Found,
): readonly [Buffer, number, number] | undefined {
  const all = (buffer: Buffer) => [buffer, 0, buffer.length] as const;
  const first = bytes[start] as number;
  if (first === 0x22) return [bytes, start + 1, end - 1];
  if (first === 0x6e) return undefined;
  if (first === 0x7b || first === 0x5b) return all(compact(bytes.subarray(start, end)));
  const plain = first === 0x74 || first === 0x66 ? undefined : plainNumber(bytes, start, end, column.type);
  return plain ? all(plain) : [bytes, start, end];
}

function sameBytes(bytes: Uint8Array, start: number, other: Uint8Array): boolean {
  for (let at = 0; at < other.length; at++) if (bytes[start + at] !== other[at]) return false;
  return true;
}
