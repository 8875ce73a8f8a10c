// Functions of text and of bytes.
import { type Call, type CallRule, plainCall } from "../../../sql/calls.ts";
import { needsJava } from "../../../sql/java-patterns.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { AS_TEXT, marked } from "./marks.ts";
import { known } from "./types.ts";

const arg = (call: Call, index: number): string => {
  const value = call.args[index];
  if (value !== undefined) return value;
  throw new SqlError("ERROR", `function ${call.name} needs more arguments`, call.at.line, call.at.column);
};

/** An argument as text: of a SUPER, its text without quotes. */
const text = (call: Call, index: number): string => {
  const value = arg(call, index);
  if (/^null$/i.test(value.trim())) return "CAST(NULL AS VARCHAR)";
  if (known(value) === "text" || /^(?:'|rs_to_bytes\(|unhex\(|encode\()/.test(value)) return value;
  // The macro writes its argument more than once.
  const isLong = value.length > LONG && value.includes(AS_TEXT);
  return isLong ? marked(call.at.scope, "0 text", [value]) : `${AS_TEXT}(${value})`;
};
const LONG = 400;

const constant = (call: Call, index: number, what: string): string => {
  const tokens = call.tokens[index];
  if (tokens?.length === 1 && tokens[0]?.kind === "string") return tokens[0].value;
  throw new SqlError(
    "ERROR",
    `${call.name}: ${what} must be a literal in the local Redshift`,
    call.at.line,
    call.at.column,
  );
};

const missing = (call: Call, what: string): SqlError =>
  new SqlError(
    "ERROR",
    `${call.name}: ${what} is not available in the local Redshift`,
    call.at.line,
    call.at.column,
  );

/** The first argument is text, the others are as they are. */
const onText =
  (name: string): CallRule =>
  (call) =>
    plainCall(name, { ...call, args: [text(call, 0), ...call.args.slice(1)] });

/** A count or a position: DuckDB's are bigints, Redshift's integers. */
const counted =
  (name: string): CallRule =>
  (call) =>
    `CAST(${plainCall(name, { ...call, args: [text(call, 0), ...call.args.slice(1)] })} AS INTEGER)`;

/** Redshift's regular expressions have options: i for case, c for none of it, p for PCRE. */
function pattern(call: Call, index: number, flags: number): string {
  const options = optionsOf(call, flags);
  const sql = arg(call, index);
  const known = call.name === "regexp_substr" ? /[^cipe]/ : /[^cip]/;
  if (known.test(options)) throw missing(call, `the option "${options}"`);
  return options.includes("i") ? `('(?i)' || ${sql})` : sql;
}

const optionsOf = (call: Call, flags: number): string =>
  call.args[flags] === undefined ? "" : constant(call, flags, "the options");

/** Whether a call's pattern is one of PCRE's that RE2 cannot match: its option p says so, and what it looks around at. */
function isPcre(call: Call, flags: number): boolean {
  const written = call.tokens[1]?.length === 1 ? (call.tokens[1][0]?.value ?? "") : "";
  const needs = needsJava(written);
  if (needs && !optionsOf(call, flags).includes("p"))
    throw missing(call, 'a pattern that looks ahead or behind without the option "p"');
  return needs;
}

/** `$1` and `\1` in a replacement. */
function replaced(call: Call): string {
  const tokens = call.tokens[2] ?? [];
  if (tokens?.length !== 1 || tokens[0]?.kind !== "string") return arg(call, 2);
  return literal(tokens[0].value.replace(/\$(\d)/g, "\\$1"));
}

const encoding = (call: Call): string => constant(call, 1, "the format").toLowerCase();

const REGULAR_EXPRESSIONS: Record<string, CallRule> = {
  regexp_substr: (call) => {
    if (isPcre(call, 4)) {
      const [position = "1", occurrence = "1"] = call.args.slice(2, 4);
      return `rs_pcre_substr(${text(call, 0)}, ${pattern(call, 1, 4)}, CAST(${position} AS BIGINT), CAST(${occurrence} AS BIGINT))`;
    }
    if (optionsOf(call, 4).includes("e")) {
      const [position = "1", occurrence = "1"] = call.args.slice(2, 4);
      if (position !== "1" || occurrence !== "1") throw missing(call, 'the option "e" from a position');
      return `CASE WHEN (${text(call, 0)}) IS NOT NULL THEN coalesce(regexp_extract(${text(call, 0)}, ${pattern(call, 1, 4)}, 1), '') END`;
    }
    const sql = [text(call, 0), pattern(call, 1, 4), ...call.args.slice(2, 4)];
    return `rs_regexp_substr(${sql.join(", ")})`;
  },
  regexp_instr: (call) => {
    const [position = "1", occurrence = "1", option = "0"] = call.args.slice(2, 5);
    if (isPcre(call, 5))
      return `rs_pcre_instr(${text(call, 0)}, ${pattern(call, 1, 5)}, CAST(${position} AS BIGINT), CAST(${occurrence} AS BIGINT), CAST(${option} AS BIGINT))`;
    const plain = position === "1" && occurrence === "1" && option === "0";
    const found = `${text(call, 0)}, ${pattern(call, 1, 5)}`;
    if (plain) return `CAST(rs_regexp_instr(${found}) AS INTEGER)`;
    return `CAST(rs_regexp_nth(${found}, ${position}, ${occurrence}, ${option}) AS INTEGER)`;
  },
  regexp_count: (call) =>
    isPcre(call, 3)
      ? `rs_pcre_count(${text(call, 0)}, ${pattern(call, 1, 3)}, CAST(${call.args[2] ?? "1"} AS BIGINT))`
      : `CAST(rs_regexp_count(${[text(call, 0), pattern(call, 1, 3), ...call.args.slice(2, 3)].join(", ")}) AS INTEGER)`,
  regexp_replace: (call) => {
    const isLooking = isPcre(call, 4);
    const replacement = call.args[2] === undefined ? "''" : isLooking ? arg(call, 2) : replaced(call);
    const whole = (subject: string): string =>
      isLooking
        ? `rs_pcre_replace(${subject}, ${pattern(call, 1, 4)}, ${replacement})`
        : `regexp_replace(${subject}, ${pattern(call, 1, 4)}, ${replacement}, 'g')`;
    const position = call.args[3];
    if (position === undefined || position === "1") return whole(text(call, 0));
    // What stands before the position stays as it is.
    return `(left(${text(call, 0)}, ${position} - 1) || ${whole(`substr(${text(call, 0)}, ${position})`)})`;
  },
};

const BYTES: Record<string, CallRule> = {
  from_hex: (call) => `unhex(rs_even(${arg(call, 0)}))`,
  to_varbyte: (call) => {
    const format = encoding(call);
    if (format === "hex") return `unhex(rs_even(${arg(call, 0)}))`;
    if (format === "binary") return `rs_from_bits(${arg(call, 0)})`;
    if (format === "utf8" || format === "utf-8") return `encode(${arg(call, 0)})`;
    throw missing(call, `the format "${format}"`);
  },
  from_varbyte: (call) => {
    const format = encoding(call);
    if (format === "hex") return `lower(hex(${arg(call, 0)}))`;
    if (format === "binary") return `rs_to_bits(${arg(call, 0)})`;
    if (format === "utf8" || format === "utf-8") return `decode(${arg(call, 0)})`;
    throw missing(call, `the format "${format}"`);
  },
  crc32: (call) => `rs_crc32(${text(call, 0)})`,
  getbit: (call) => `rs_getbit(${arg(call, 0)}, ${arg(call, 1)})`,
  murmur3_32_hash: (call) => `rs_murmur3(${arg(call, 0)}, CAST(${call.args[1] ?? "0"} AS INTEGER))`,
  fnv_hash: (call) => `rs_fnv_hash(${[`rs_hashed(${arg(call, 0)})`, ...call.args.slice(1)].join(", ")})`,
};

export const STRINGS: Record<string, CallRule> = {
  lower: onText("lower"),
  upper: onText("upper"),
  replace: onText("replace"),
  reverse: onText("reverse"),
  left: onText("left"),
  right: onText("right"),
  repeat: onText("repeat"),
  replicate: onText("repeat"),
  ascii: onText("ascii"),
  chr: true,
  translate: onText("translate"),
  md5: onText("md5"),
  starts_with: onText("starts_with"),
  length: onText("rs_len"),
  len: onText("rs_len"),
  char_length: onText("rs_len"),
  character_length: onText("rs_len"),
  textlen: onText("rs_len"),
  octet_length: onText("rs_octets"),
  trim: (call) => `trim(${[text(call, 0), ...call.args.slice(1)].join(", ")})`,
  btrim: onText("trim"),
  ltrim: onText("ltrim"),
  rtrim: onText("rtrim"),
  substring: onText("rs_substr"),
  substr: onText("rs_substr"),
  strpos: counted("strpos"),
  position: counted("strpos"),
  charindex: (call) => `CAST(strpos(${text(call, 1)}, ${arg(call, 0)}) AS INTEGER)`,
  octetindex: (call) => `rs_octetindex(${arg(call, 0)}, ${text(call, 1)})`,
  split_part: (call) => `rs_split_part(${text(call, 0)}, ${arg(call, 1)}, ${arg(call, 2)})`,
  initcap: onText("rs_initcap"),
  lpad: onText("rs_lpad"),
  rpad: onText("rs_rpad"),
  concat: (call) => {
    if (call.args.length === 2)
      return `rs_concat(${call.args.map((value, i) => (known(value) === "text" ? value : `rs_text(${text(call, i)})`)).join(", ")})`;
    throw new SqlError(
      "ERROR",
      `function concat(${call.args.map(() => '"unknown"').join(", ")}) does not exist\n  Hint: concat takes two arguments; write ||`,
      call.at.line,
      call.at.column,
    );
  },
  sha: onText("sha1"),
  sha1: onText("sha1"),
  func_sha1: onText("sha1"),
  sha2: onText("rs_sha2"),
  quote_literal: (call) => `('''' || replace(${text(call, 0)}, '''', '''''') || '''')`,
  quote_ident: (call) => `rs_quote_ident(${text(call, 0)})`,
  soundex: onText("rs_soundex"),
  difference: (call) => `rs_difference(${text(call, 0)}, ${text(call, 1)})`,
  bpcharcmp: (call) => `rs_text_cmp(rtrim(${text(call, 0)}, ' '), rtrim(${text(call, 1)}, ' '))`,
  bttext_pattern_cmp: (call) => `rs_text_cmp(${text(call, 0)}, ${text(call, 1)})`,
  ...REGULAR_EXPRESSIONS,
  ...BYTES,
};
