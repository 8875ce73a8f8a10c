// COPY's options: which format, from where, by which role, and what to do with nulls, dates and wrong rows.
import { Cursor } from "../../../sql/structure.ts";
import { isSymbol, isWord, type Token } from "../../../sql/tokens.ts";
import { strptimeFormat } from "../dialect/formats.ts";
import { iamRole } from "./schema.ts";
import { nameList } from "./table-attributes.ts";

export interface CopyOptions {
  target: string[];
  at: Token;
  columns?: string[];
  from: string;
  role: string;
  format: "parquet" | "csv" | "json" | "delimited";
  manifest: boolean;
  delimiter: string;
  quote: string;
  ignoreHeader: number;
  nullAs: string;
  compression: "none" | "gzip" | "zstd";
  dateFormat?: string;
  timeFormat?: string;
  encoding: "utf-8" | "latin-1";
  emptyAsNull: boolean;
  blanksAsNull: boolean;
  truncate: boolean;
  trimBlanks: boolean;
  removeQuotes: boolean;
  escape: boolean;
  /** What invalid UTF-8 becomes; an error where absent. */
  invalidAs?: string;
  /** JSON: "auto", "auto ignorecase", "noshred" or the URI of a JSONPaths file. */
  jsonPaths: string;
  fillRecord: boolean;
  maxError: number;
  noLoad: boolean;
  explicitIds: boolean;
}

export function parseCopy(tokens: readonly Token[]): CopyOptions {
  const cursor = new Cursor(tokens);
  cursor.expect("copy");
  const at = cursor.peek() as Token;
  const target = cursor.path();
  const columns = isSymbol(cursor.peek(), "(") ? nameList(cursor.parenthesized()) : undefined;
  cursor.expect("from");
  const from = cursor.string();
  if (!from.startsWith("s3://")) cursor.fail("only COPY from s3:// is available in the local Redshift");
  const options: CopyOptions = {
    target,
    at,
    columns,
    from,
    role: "",
    format: "delimited",
    manifest: false,
    delimiter: "",
    quote: '"',
    ignoreHeader: 0,
    nullAs: "\\N",
    compression: "none",
    encoding: "utf-8",
    emptyAsNull: false,
    blanksAsNull: false,
    truncate: false,
    trimBlanks: false,
    removeQuotes: false,
    escape: false,
    jsonPaths: "auto",
    fillRecord: false,
    maxError: 0,
    noLoad: false,
    explicitIds: false,
  };
  while (!cursor.done) readOption(cursor, options);
  if (!options.role) cursor.fail("COPY needs IAM_ROLE in the local Redshift");
  if (!options.delimiter) options.delimiter = options.format === "csv" ? "," : "|";
  return options;
}

function readOption(cursor: Cursor, options: CopyOptions): void {
  const at = cursor.peek() as Token;
  const flags: [words: string[], set: () => void][] = [
    [
      ["manifest"],
      () => {
        options.manifest = true;
      },
    ],
    [
      ["gzip"],
      () => {
        options.compression = "gzip";
      },
    ],
    [
      ["zstd"],
      () => {
        options.compression = "zstd";
      },
    ],
    [
      ["emptyasnull"],
      () => {
        options.emptyAsNull = true;
      },
    ],
    [
      ["blanksasnull"],
      () => {
        options.blanksAsNull = true;
      },
    ],
    [
      ["truncatecolumns"],
      () => {
        options.truncate = true;
      },
    ],
    [
      ["trimblanks"],
      () => {
        options.trimBlanks = true;
      },
    ],
    [
      ["removequotes"],
      () => {
        options.removeQuotes = true;
      },
    ],
    [
      ["escape"],
      () => {
        options.escape = true;
      },
    ],
    [
      ["fillrecord"],
      () => {
        options.fillRecord = true;
      },
    ],
    [
      ["noload"],
      () => {
        options.noLoad = true;
      },
    ],
    [
      ["explicit_ids"],
      () => {
        options.explicitIds = true;
      },
    ],
    [["ignoreblanklines"], () => undefined],
    [
      ["ignoreallerrors"],
      () => {
        options.maxError = Number.MAX_SAFE_INTEGER;
      },
    ],
    [["roundec"], () => undefined],
    [["serializetojson"], () => undefined],
  ];
  const flag = flags.find(([words]) => cursor.accept(...words));
  if (flag) flag[1]();
  else if (isWord(at, "iam_role")) options.role = iamRole(cursor);
  else if (cursor.accept("credentials")) {
    cursor.accept("as");
    const role = /^aws_iam_role=(arn:\S+)$/.exec(cursor.string())?.[1];
    if (!role) cursor.fail("only CREDENTIALS 'aws_iam_role=…' is available in the local Redshift");
    options.role = role as string;
  } else if (cursor.accept("format")) {
    cursor.accept("as");
    readFormat(cursor, options);
  } else if (isWord(at, "csv", "json", "parquet", "orc", "avro", "fixedwidth", "shapefile"))
    readFormat(cursor, options);
  else if (cursor.accept("delimiter")) options.delimiter = textAfterAs(cursor);
  else if (cursor.accept("ignoreheader")) options.ignoreHeader = numberAfterAs(cursor);
  else if (cursor.accept("null")) options.nullAs = textAfterAs(cursor);
  else if (cursor.accept("maxerror")) options.maxError = numberAfterAs(cursor);
  else if (cursor.accept("dateformat")) options.dateFormat = formatOf(textAfterAs(cursor), at);
  else if (cursor.accept("timeformat")) options.timeFormat = formatOf(textAfterAs(cursor), at);
  else if (cursor.accept("region")) textAfterAs(cursor);
  else if (cursor.accept("compupdate") || cursor.accept("statupdate")) {
    if (isWord(cursor.peek(), "on", "off", "preset", "true", "false")) cursor.next();
  } else if (cursor.accept("acceptinvchars")) {
    const follows = isWord(cursor.peek(), "as") || cursor.peek()?.kind === "string";
    options.invalidAs = follows ? textAfterAs(cursor) : "?";
  } else if (cursor.accept("encoding")) {
    cursor.accept("as");
    const name = cursor.next().value.toLowerCase();
    if (name === "iso88591") options.encoding = "latin-1";
    else if (name !== "utf8" && name !== "auto")
      cursor.fail(`ENCODING ${name} is not available in the local Redshift`);
  } else cursor.fail("syntax error");
}

function readFormat(cursor: Cursor, options: CopyOptions): void {
  if (cursor.accept("csv")) {
    options.format = "csv";
    if (cursor.accept("quote")) options.quote = textAfterAs(cursor);
  } else if (cursor.accept("parquet")) options.format = "parquet";
  else if (cursor.accept("json")) {
    options.format = "json";
    cursor.accept("as");
    options.jsonPaths = cursor.peek()?.kind === "string" ? cursor.string() : "auto";
    if (!/^(auto|auto ignorecase|noshred|s3:\/\/.+)$/.test(options.jsonPaths))
      cursor.fail(`JSON '${options.jsonPaths}' is not available in the local Redshift: use 'auto'`);
  } else
    cursor.fail(`the format ${cursor.peek()?.text} is not available in the local Redshift, syntax error`);
}

function textAfterAs(cursor: Cursor): string {
  cursor.accept("as");
  const text = cursor.string();
  return text === "\\t" ? "\t" : text;
}

function numberAfterAs(cursor: Cursor): number {
  cursor.accept("as");
  const value = Number(cursor.next().value);
  if (!Number.isInteger(value) || value < 0) cursor.fail("syntax error");
  return value;
}

const formatOf = (text: string, at: Token): string | undefined =>
  text === "auto" ? undefined : strptimeFormat(text, { name: "copy", at });
