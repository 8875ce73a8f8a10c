// CSV records → rows of the contract's columns: header, ragged rows, blank lines, encoding.
import { isUtf8 } from "node:buffer";
import type { Plan } from "../../plan/plan.ts";
import { FileRejected } from "../file-rejected.ts";
import type { CsvRecord } from "./csv.ts";
import { CsvScanner, FIELD } from "./csv.ts";
import type { HeaderMatch } from "./header.ts";
import { matchHeader, matchPlaces } from "./header.ts";
import type { Malformed, Place } from "./record.ts";
import { ENCODING, malformed, NUL } from "./record.ts";
import type { RecordColumn, RecordSink } from "./sink.ts";
import type { Splitter } from "./splitter.ts";

/** `open` is called once the header is known, with which contract columns the file has. */
export function csvSplitter(plan: Plan, open: (match: HeaderMatch) => RecordSink): Splitter {
  const { source } = plan.dataset;
  const delimiter = source.delimiter ?? (source.format === "tsv" ? "\t" : ",");
  const quote = Buffer.from(source.quote);
  const dialect = { delimiter: Buffer.from(delimiter), quote };
  let width = -1;
  let begun = false;
  let sink: RecordSink | undefined;
  /** The field of each contract column, -1 where it has none. */
  let fields: readonly number[] = [];
  const place: Place = { line: 0, start: 0, length: 0 };

  const begin = (match: HeaderMatch, count: number): void => {
    width = count;
    sink = open(match);
    fields = match.fields.map((field, index) => (sink?.columns[index] ? field : -1));
    if (dialect.delimiter.length === 1 && quote.length === 1)
      scanner.fast = sink.fast?.(dialect, width, fields);
  };

  const header = (record: CsvRecord): void => {
    rejectUnreadableHeader(record);
    const names = fieldTexts(record, source.quote).map((name) => name.trim());
    begin(matchHeader(names, plan.columns, source), record.count);
  };

  const take = (record: CsvRecord, into: RecordSink): void => {
    const { bytes, starts, ends, kinds } = record;
    for (const [index, field] of fields.entries())
      if (field >= 0) into.reserve?.(index, (ends[field] as number) - (starts[field] as number));
    for (const [index, field] of fields.entries()) {
      if (field < 0) continue;
      const column = into.columns[index] as RecordColumn;
      const start = starts[field] as number;
      const end = ends[field] as number;
      if (kinds[field] === FIELD.escaped) column.appendUnescaped(bytes, start, end, quote);
      else column.append(bytes, start, end);
    }
    into.row(place);
  };

  const scanner = new CsvScanner(dialect, (record) => {
    const blank = record.count === 1 && record.from === record.to && record.fault === undefined;
    if (width < 0) {
      if (source.header) {
        if (!blank) header(record);
        return;
      }
      if (blank && plan.columns.length > 1) return;
      rejectUnreadableFirst(record);
      begin(matchPlaces(record.count, plan.columns, source), record.count);
    }
    if (blank && width > 1) return;
    place.line = record.line;
    place.start = record.offset;
    place.length = record.length;
    const open = sink as RecordSink;
    const fault = (record.text ? undefined : textFault(record)) ?? shapeFault(record, width);
    if (fault) open.malformed(place, fault);
    else take(record, open);
  });

  return {
    write(chunk) {
      begun ||= chunk.length > 0;
      scanner.write(chunk);
    },
    end() {
      scanner.end();
      if (width >= 0) return;
      if (!begun || source.header)
        throw new FileRejected("file:empty", "The file is empty: it has no header and no rows.");
      sink = open(matchPlaces(plan.columns.length, plan.columns, source));
    },
  };
}

/** What is wrong with a record's quoting, length or number of fields; undefined where nothing is. */
function shapeFault(record: CsvRecord, width: number): Malformed | undefined {
  if (record.fault !== undefined) return malformed(record.fault);
  if (record.count === width) return undefined;
  const fields = `${record.count} field${record.count === 1 ? "" : "s"}`;
  return malformed(`the record has ${fields}, and ${width} are expected`);
}

/** A record whose bytes are no text; undefined for all others. */
function textFault(record: CsvRecord): Malformed | undefined {
  const bytes = record.bytes.subarray(record.from, record.to);
  if (!isUtf8(bytes)) return ENCODING;
  return bytes.includes(0) ? NUL : undefined;
}

function fieldTexts(record: CsvRecord, quote: string): string[] {
  return Array.from({ length: record.count }, (_, at) => {
    const field = Buffer.from(record.bytes.subarray(record.starts[at], record.ends[at])).toString();
    return record.kinds[at] === FIELD.escaped ? field.replaceAll(quote + quote, quote) : field;
  });
}

function rejectUnreadableHeader(record: CsvRecord): void {
  if (textFault(record) === ENCODING) throw notText("is not valid UTF-8");
  rejectUnreadableFirst(record);
}

/** Without a header a wrong byte costs the first record no more than any other; its fields can be counted. */
function rejectUnreadableFirst(record: CsvRecord): void {
  if (textFault(record) === NUL) throw notText("holds NUL characters");
  if (record.fault !== undefined)
    throw new FileRejected("file:header", `The file's first record cannot be read: ${record.fault}.`);
}

const notText = (because: string): FileRejected =>
  new FileRejected(
    "file:not_text",
    `The file is no text: its first line ${because}. If it is text in another encoding, say so in source.encoding.`,
  );
