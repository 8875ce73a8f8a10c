// What a file is that is no text and no Parquet, by its first bytes: one list for imports and for what is inferred.

/** So many bytes tell. */
export const KIND_BYTES = 512;

interface Kind {
  /** What its first bytes are, as latin1: one of these. */
  readonly starts: readonly string[];
  /** Where they lie; at the beginning where absent. */
  readonly at?: number;
  /** What else is among the first bytes. */
  readonly holds?: RegExp;
  /** Whether a text might begin so: then what follows must be no text. */
  readonly textual?: true;
  readonly what: string;
}

/** More than one may fit; the first one that does holds. */
const KINDS: readonly Kind[] = [
  {
    starts: ["PK\x03\x04"],
    holds: /\[Content_Types\]\.xml|docProps\/|_rels\/|xl\//,
    what: "an Excel workbook or another Office file",
  },
  { starts: ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"], what: "a zip archive or an Excel workbook" },
  { starts: ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], what: "an old Excel workbook or another Office file" },
  { starts: ["7z\xbc\xaf\x27\x1c"], what: "a 7z archive" },
  { starts: ["Rar!\x1a\x07"], what: "a rar archive" },
  { starts: ["ustar"], at: 257, textual: true, what: "a tar archive" },
  { starts: ["\x1f\x8b\x08"], what: "a gzip file" },
  { starts: ["\x28\xb5\x2f\xfd"], what: "a zstd file" },
  { starts: ["BZh"], holds: /^BZh[1-9](?:1AY&SY|.rE8P)/s, what: "a bzip2 file" },
  { starts: ["\xfd7zXZ\0"], what: "an xz file" },
  { starts: ["LZIP\x01"], what: "an lzip file" },
  { starts: ["\x04\x22\x4d\x18", "\x02\x21\x4c\x18"], what: "an lz4 file" },
  { starts: ["\x1f\x9d"], what: "a file of compress" },
  { starts: ["\xff\x06\0\0sNaPpY"], what: "a snappy file" },
  { starts: ["PAR1"], textual: true, what: "a Parquet file" },
  { starts: ["PARE"], textual: true, what: "an encrypted Parquet file" },
  { starts: ["Obj\x01"], what: "an Avro file" },
  { starts: ["ORC"], textual: true, what: "an ORC file" },
  { starts: ["ARROW1\0\0", "FEA1"], textual: true, what: "an Arrow or Feather file" },
  { starts: ["SEQ\x04", "SEQ\x05", "SEQ\x06"], what: "a Hadoop sequence file" },
  { starts: ["\x89HDF\r\n\x1a\n"], what: "an HDF5 file" },
  { starts: ["\x93NUMPY"], what: "a NumPy file" },
  { starts: ["SQLite format 3\0"], what: "a SQLite database" },
  { starts: ["DUCK"], at: 8, textual: true, what: "a DuckDB database" },
  { starts: ["%PDF-"], what: "a PDF" },
  {
    starts: ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\0", "MM\0*", "RIFF"],
    textual: true,
    what: "an image",
  },
  { starts: ["\x7fELF"], what: "a program" },
  // Such as the page on which a server says that the file is not to be had.
  { starts: [""], holds: /^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)[\s>]/i, what: "a web page" },
  { starts: [""], holds: /^(?:\xef\xbb\xbf)?\s*<\?xml\s/, what: "an XML file" },
];

/** Characters below the space that no text holds: all but tabs, line ends, form feeds and escapes. */
const isControl = (byte: number): boolean => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b;

/** What a file that begins so is, as the end of a sentence; undefined where it may be text. */
export function kindOf(start: Uint8Array): string | undefined {
  const bytes = start.subarray(0, KIND_BYTES);
  const head = Buffer.from(bytes).toString("latin1");
  const kind = KINDS.find(
    ({ starts, at = 0, holds, textual }) =>
      starts.some((one) => head.startsWith(one, at)) &&
      (holds?.test(head) ?? true) &&
      !(textual && !bytes.some(isControl)),
  );
  return kind?.what;
}

/** What to do about it. */
export const TAKEN = "Give it as csv, tsv, json, ndjson or parquet, plain or with gzip or zstd.";
