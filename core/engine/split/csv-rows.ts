// CSV records → rows of the contract's columns: header, ragged rows, blank lines, encoding.
import { isUtf8 } from "node:buffer";
import type { Plan } from "../../plan/plan.ts";
import type { TextColumn } from "../blocks/column.ts";
import { FileRejected } from "../file-rejected.ts";
import type { CsvRecord } from "./csv.ts";
import { CsvScanner, FIELD } from "./csv.ts";
import type { HeaderMatch } from "./header.ts";
import { matchHeader, matchPlaces } from "./header.ts";
import type { Malformed, Place } from "./record.ts";
import { ENCODING, malformed, NUL } from "./record.ts";
import type { RecordSink } from "./sink.ts";
import type { Splitter } from "./splitter.ts";

/** `open` is called once the header is known, with which contract columns the file has. */
export function csvSplitter(plan: Plan, open: (match: HeaderMatch) => RecordSink): Splitter {
  const { source } = plan.dataset;
  const delimiter = source.delimiter ?? (source.format === "tsv" ? "\t" : ",");
  let width = -1;
  let begun = false;
  let sink: RecordSink | undefined;
  /** Columns to fill, and the fields to fill them from. */
  const targets: TextColumn[] = [];
  const fields: number[] = [];
  const place: Place = { line: 0, start: 0, length: 0 };

  const begin = (match: HeaderMatch, count: number): void => {
    width = count;
    sink = open(match);
    for (const [index, field] of match.fields.entries()) {
      const column = sink.columns[index];
      if (field < 0 || !column) continue;
      targets.push(column);
      fields.push(field);
    }
  };

  const header = (record: CsvRecord): void => {
    rejectUnreadableHeader(record);
    const names = fieldTexts(record, source.quote).map((name) => name.trim());
    begin(matchHeader(names, plan.columns, source), record.count);
  };

  const quote = Buffer.from(source.quote);
  const scanner = new CsvScanner({ delimiter: Buffer.from(delimiter), quote }, (record) => {
    const blank = record.count === 1 && record.from === record.to && record.fault === undefined;
    if (width < 0) {
      if (source.header) {
        if (!blank) header(record);
        return;
      }
      if (blank && plan.columns.length > 1) return;
      rejectUnreadableHeader(record);
      begin(matchPlaces(record.count, plan.columns, source), record.count);
    }
    if (blank && width > 1) return;
    place.line = record.line;
    place.start = record.offset;
    place.length = record.length;
    const fault = record.text ? undefined : textFault(record);
    const open = sink as RecordSink;
    if (fault) open.malformed(place, fault);
    else if (record.fault !== undefined) open.malformed(place, malformed(record.fault));
    else if (record.count !== width)
      open.malformed(place, {
        reason: "row:malformed",
        message: `the record has ${record.count} field${record.count === 1 ? "" : "s"}, and ${width} are expected`,
      });
    else {
      const { bytes, starts, ends, kinds } = record;
      for (let at = 0; at < targets.length; at++) {
        const field = fields[at] as number;
        const column = targets[at] as TextColumn;
        const start = starts[field] as number;
        const end = ends[field] as number;
        if (kinds[field] === FIELD.escaped) column.appendUnescaped(bytes, start, end, quote);
        else column.append(bytes, start, end);
      }
      open.row(place);
    }
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
  const fault = textFault(record);
  if (fault)
    throw new FileRejected(
      "file:not_text",
      `The file is no text: its first line ${fault === NUL ? "holds NUL characters" : "is not valid UTF-8"}. If it is text in another encoding, say so in source.encoding.`,
    );
  if (record.fault !== undefined)
    throw new FileRejected("file:header", `The file's first record cannot be read: ${record.fault}.`);
}
