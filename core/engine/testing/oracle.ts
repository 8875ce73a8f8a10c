// The contract's semantics once more, in plain JavaScript, row by row: what the engine is held against. It shares
// nothing with the engine but the contract's types, and is written for clarity alone.
import type { Column, Dataset } from "../../contract/schema.ts";

export interface Judged {
  /** Curated rows as text by column; null for null. */
  rows: Record<string, string | null>[];
  quarantine: { line: number; raw: string; reasons: string[] }[];
}

interface CsvRecord {
  line: number;
  raw: string;
  fields: string[];
  broken: boolean;
}

/** RFC 4180 by one character at a time. */
export function readCsv(text: string, delimiter: string, quote: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  const lineEnd = (from: number): number => {
    if (text[from] === "\r") return text[from + 1] === "\n" ? 2 : 1;
    return text[from] === "\n" ? 1 : 0;
  };
  while (at < text.length) {
    const begin = at;
    const record: CsvRecord = { line, raw: "", fields: [], broken: false };
    for (;;) {
      let field = "";
      if (text[at] === quote) {
        at += 1;
        while (at < text.length && !(text[at] === quote && text[at + 1] !== quote)) {
          if (text[at] === quote) at += 1;
          const ending = lineEnd(at);
          if (ending > 0) {
            line += 1;
            field += text.slice(at, at + ending);
            at += ending;
          } else field += text[at++];
        }
        if (at >= text.length) record.broken = true;
        at += 1;
        if (at < text.length && text[at] !== delimiter && lineEnd(at) === 0) record.broken = true;
        while (at < text.length && text[at] !== delimiter && lineEnd(at) === 0) at += 1;
      } else while (at < text.length && text[at] !== delimiter && lineEnd(at) === 0) field += text[at++];
      record.fields.push(field);
      if (text[at] !== delimiter) break;
      at += 1;
    }
    record.raw = text.slice(begin, at);
    records.push(record);
    if (at < text.length) {
      at += lineEnd(at);
      line += 1;
    }
  }
  return records;
}

const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

function clean(step: Column["clean"][number], value: string): string {
  if (step === "trim")
    return value.replace(new RegExp(`^${SPACE}+`), "").replace(new RegExp(`${SPACE}+$`), "");
  if (step === "lower") return value.toLowerCase();
  if (step === "upper") return value.toUpperCase();
  if (step === "collapse_spaces") return value.replace(new RegExp(`${SPACE}+`, "g"), " ");
  if (step === "digits_only") return value.replace(/[^0-9]/g, "");
  return value.replace(new RegExp(step.replace.pattern, "gu"), step.replace.with.replace(/\\(\d)/g, "$$$1"));
}

/** A typed value: something to compare by, and the text that a reader of the curated file sees. */
interface Value {
  order: bigint | number | string;
  text: string;
}

function whole(text: string, bits: bigint): Value | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  const limit = 2n ** (bits - 1n);
  return value >= -limit && value < limit ? { order: value, text: String(value) } : undefined;
}

function decimal(text: string, precision: number, scale: number): Value | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (match[2] === "" && !match[3])) return undefined;
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > scale) return undefined;
  const digits = BigInt((match[2] ?? "") + fraction.padEnd(scale, "0") || "0");
  if (digits >= 10n ** BigInt(precision)) return undefined;
  const order = match[1] === "-" ? -digits : digits;
  const padded = String(digits).padStart(scale + 1, "0");
  const shown = scale > 0 ? `${padded.slice(0, -scale)}.${padded.slice(-scale)}` : padded;
  return { order, text: order < 0n ? `-${shown}` : shown };
}

function day(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match || match[1] === "0000") return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

function moment(text: string): Value | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})0*)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, date = "", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  if (!day(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  let shift = 0;
  if (zone !== "Z") {
    const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || 0)];
    if (hours > 23 || minutes > 59) return undefined;
    shift = (zone[0] === "-" ? 1 : -1) * (hours * 60 + minutes);
  }
  const utc = new Date(Date.parse(`${date}T${hour}:${minute}:${second}Z`) + shift * 60_000).toISOString();
  if (!day(utc.slice(0, 10))) return undefined;
  const digits = fraction.replace(/0+$/, "");
  const shown = utc.slice(0, 19).replace("T", " ") + (digits && `.${digits}`);
  return { order: shown, text: shown };
}

function parse(type: string, text: string): Value | undefined {
  const digits = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (digits) return decimal(text, Number(digits[1]), Number(digits[2]));
  switch (type) {
    case "int":
      return whole(text, 32n);
    case "bigint":
      return whole(text, 64n);
    case "double": {
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
      const order = Number(text);
      return Number.isFinite(order) ? { order, text: String(order) } : undefined;
    }
    case "boolean": {
      const word = text.toLowerCase();
      if (["true", "t", "yes", "y", "1"].includes(word)) return { order: 1, text: "true" };
      return ["false", "f", "no", "n", "0"].includes(word) ? { order: 0, text: "false" } : undefined;
    }
    case "date":
      return day(text) ? { order: text, text } : undefined;
    case "timestamp":
      return moment(text);
    default:
      return { order: text, text };
  }
}

const less = (left: Value["order"], right: Value["order"]): boolean => left < right;

interface Outcome {
  value: Value | undefined;
  reasons: string[];
}

function judge(column: Column, dataset: Dataset, source: string | undefined): Outcome {
  const nulls = column.null_values ?? dataset.source.null_values;
  let text = source !== undefined && nulls.includes(source) ? undefined : source;
  if (text !== undefined) {
    for (const step of column.clean) text = clean(step, text);
    if (nulls.includes(text)) text = undefined;
  }
  if (text === undefined && column.default !== undefined) text = String(column.default);
  const must = column.required || (dataset.key ?? []).includes(column.name);
  if (text === undefined) return { value: undefined, reasons: must ? [`${column.name}:required`] : [] };
  const value = parse(column.type, text);
  if (!value) return { value, reasons: [`${column.name}:type`] };
  const bound = (limit: string | number): Value["order"] =>
    (parse(column.type, String(limit)) as Value).order;
  const rules: Record<string, boolean> = {
    min: column.min !== undefined && less(value.order, bound(column.min)),
    max: column.max !== undefined && less(bound(column.max), value.order),
    min_length: column.min_length !== undefined && [...text].length < column.min_length,
    max_length: column.max_length !== undefined && [...text].length > column.max_length,
    pattern: column.pattern !== undefined && !new RegExp(column.pattern, "u").test(text),
    in: column.in !== undefined && !column.in.some((one) => bound(String(one)) === value.order),
  };
  const broken = Object.keys(rules).filter((rule) => rules[rule]);
  return { value, reasons: broken.map((rule) => `${column.name}:${rule}`) };
}

/** What an import of this CSV text must come to; undefined where its header lacks what it must have. */
export function judgeCsv(dataset: Dataset, text: string): Judged | undefined {
  const records = readCsv(text, dataset.source.delimiter ?? ",", dataset.source.quote);
  const isBlank = (record: CsvRecord): boolean => record.raw === "";
  const headerAt = records.findIndex((record) => !isBlank(record));
  const header = records[headerAt];
  if (!header || header.broken) return undefined;
  const names = header.fields.map((name) => name.trim());
  const found = dataset.columns.map((column) => names.indexOf(column.from ?? column.name));
  if (
    found.every((at) => at < 0) ||
    dataset.columns.some(({ required }, at) => required && (found[at] ?? -1) < 0)
  )
    return undefined;
  const good: { record: CsvRecord; values: (Value | undefined)[] }[] = [];
  const bad = new Map<CsvRecord, string[]>();
  for (const record of records.slice(headerAt + 1)) {
    if (isBlank(record) && names.length > 1) continue;
    if (record.raw.includes("\0") || record.broken || record.fields.length !== names.length) {
      bad.set(record, ["row:malformed"]);
      continue;
    }
    const outcomes = dataset.columns.map((column, at) => {
      const field = found[at] ?? -1;
      return judge(column, dataset, field < 0 ? undefined : record.fields[field]);
    });
    const reasons = outcomes.flatMap((outcome) => outcome.reasons);
    if (reasons.length > 0) bad.set(record, reasons);
    else good.push({ record, values: outcomes.map(({ value }) => value) });
  }
  const kept = new Set(good);
  if (dataset.key) {
    const places = dataset.key.map((name) => dataset.columns.findIndex((column) => column.name === name));
    const groups = new Map<string, typeof good>();
    for (const one of good) {
      const key = JSON.stringify(places.map((at) => String(one.values[at]?.order)));
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    for (const group of groups.values()) {
      if (group.length === 1) continue;
      const keep = { first: group[0], last: group.at(-1), reject: undefined }[dataset.on_duplicate];
      for (const one of group) {
        if (one === keep) continue;
        kept.delete(one);
        bad.set(one.record, ["row:duplicate"]);
      }
    }
  }
  return {
    rows: [...kept].map(({ values }) =>
      Object.fromEntries(dataset.columns.map(({ name }, at) => [name, values[at]?.text ?? null])),
    ),
    quarantine: records.flatMap((record) => {
      const reasons = bad.get(record);
      return reasons ? [{ line: record.line, raw: record.raw, reasons }] : [];
    }),
  };
}
