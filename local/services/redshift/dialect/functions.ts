// Every function of Redshift that statements may call here, and how it is said in DuckDB. What is not in this list does
// not exist.
import { type Call, type CallRule, plainCall, same } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";
import { DATES } from "./dates.ts";
import { marked } from "./marks.ts";
import { redshiftCast } from "./types.ts";

const arg = (call: Call, index: number): string => {
  const value = call.args[index];
  if (value !== undefined) return value;
  throw new SqlError("ERROR", `function ${call.name} needs more arguments`, call.at.line, call.at.column);
};

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

const NUMBERS: Record<string, CallRule> = {
  ...same(
    "abs ceil ceiling floor round sqrt cbrt exp ln power pow sign sin cos tan asin acos atan atan2 cot pi",
  ),
  ...same("degrees radians random greatest least"),
  mod: (call) => marked(call.at.scope, "0 1 %", [arg(call, 0), arg(call, 1)]),
  log: "log10",
  dlog1: "ln",
  dlog10: "log10",
  dexp: "exp",
  dsqrt: "sqrt",
  trunc: (call) => (call.args.length > 1 ? plainCall("rs_trunc_to", call) : plainCall("rs_trunc", call)),
  to_hex: (call) => `lower(to_hex(CAST(${arg(call, 0)} AS BIGINT)))`,
  strtol: "rs_strtol",
  to_number: (call) =>
    `CAST(regexp_replace(${arg(call, 0)}, '[^0-9.-]', '', 'g') AS DECIMAL(38,${(constant(call, 1, "the format").split(/[.D]/)[1] ?? "").length}))`,
};

const CONDITIONS: Record<string, CallRule> = {
  ...same("coalesce nullif"),
  nvl: "coalesce",
  nvl2: (call) => `CASE WHEN ${arg(call, 0)} IS NOT NULL THEN ${arg(call, 1)} ELSE ${arg(call, 2)} END`,
  decode: (call) => {
    const [value, ...rest] = call.args;
    const branches: string[] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) {
      branches.push(`WHEN ${value} IS NOT DISTINCT FROM ${rest[i]} THEN ${rest[i + 1]}`);
    }
    const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : "";
    return `CASE ${branches.join(" ")}${otherwise} END`;
  },
  convert: (call) => redshiftCast(arg(call, 1), call.tokens[0] ?? [], false),
};

/** Redshift's regular expressions have options: i for case, p for what is PCRE here anyway, e to take a group. */
function pattern(call: Call, index: number, flags: number): string {
  const options = call.args[flags] === undefined ? "" : constant(call, flags, "the options");
  const sql = arg(call, index);
  if (/[^cip]/.test(options)) {
    throw new SqlError(
      "ERROR",
      `${call.name}: the option "${options}" is not available in the local Redshift`,
      call.at.line,
      call.at.column,
    );
  }
  return options.includes("i") ? `('(?i)' || ${sql})` : sql;
}

const STRINGS: Record<string, CallRule> = {
  ...same("lower upper replace reverse left right repeat ascii chr translate md5 starts_with"),
  length: "length",
  len: "length",
  char_length: "length",
  character_length: "length",
  textlen: "length",
  octet_length: "strlen",
  trim: (call) => `trim(${call.args.join(", ")})`,
  btrim: "trim",
  ltrim: true,
  rtrim: true,
  substring: "substr",
  substr: "substr",
  strpos: true,
  position: "strpos",
  charindex: (call) => `strpos(${arg(call, 1)}, ${arg(call, 0)})`,
  split_part: true,
  initcap: "rs_initcap",
  replicate: "repeat",
  lpad: "rs_lpad",
  rpad: "rs_rpad",
  concat: (call) => `(rs_text(${arg(call, 0)}) || rs_text(${arg(call, 1)}))`,
  sha: "sha1",
  sha1: "sha1",
  func_sha1: "rs_func_sha1",
  sha2: "rs_sha2",
  from_hex: "unhex",
  to_varbyte: (call) =>
    /^'(hex|HEX)'$/.test(arg(call, 1)) ? `unhex(${arg(call, 0)})` : `encode(${arg(call, 0)})`,
  from_varbyte: (call) =>
    /^'(hex|HEX)'$/.test(arg(call, 1)) ? `lower(hex(${arg(call, 0)}))` : `decode(${arg(call, 0)})`,
  quote_literal: (call) => `('''' || replace(${arg(call, 0)}, '''', '''''') || '''')`,
  quote_ident: (call) => `('"' || replace(${arg(call, 0)}, '"', '""') || '"')`,
  regexp_substr: (call) => {
    const sql = [arg(call, 0), pattern(call, 1, 4), ...call.args.slice(2, 4)];
    return `rs_regexp_substr(${sql.join(", ")})`;
  },
  regexp_instr: (call) => `rs_regexp_instr(${arg(call, 0)}, ${pattern(call, 1, 5)})`,
  regexp_count: (call) =>
    `rs_regexp_count(${[arg(call, 0), pattern(call, 1, 3), ...call.args.slice(2, 3)].join(", ")})`,
  regexp_replace: (call) => {
    const replacement = call.args[2] === undefined ? "''" : replaced(call);
    if (call.args[3] !== undefined && call.args[3] !== "1") {
      throw new SqlError(
        "ERROR",
        "regexp_replace: a start position is not available in the local Redshift",
        call.at.line,
        call.at.column,
      );
    }
    return `regexp_replace(${arg(call, 0)}, ${pattern(call, 1, 4)}, ${replacement}, 'g')`;
  },
};

/** `$1` and `\1` in a replacement. */
function replaced(call: Call): string {
  const tokens = call.tokens[2];
  if (tokens?.length !== 1 || tokens[0]?.kind !== "string") return arg(call, 2);
  return literal(tokens[0].value.replace(/\$(\d)/g, "\\$1"));
}

/** json_extract_path_text(json, 'a', 'b' [, null_if_invalid]) */
const jsonPath: CallRule = (call) => {
  const last = call.tokens.at(-1)?.[0];
  const flagged = last?.kind === "word" && (last.value === "true" || last.value === "false");
  const path = call.args.slice(1, flagged ? -1 : undefined);
  const pointer =
    path.length === 0 ? "'$'" : `('$' ${path.map((part) => `|| '."' || ${part} || '"'`).join(" ")})`;
  const name = flagged && last.value === "true" ? "rs_json_text_or_null" : "rs_json_text";
  return `${name}(${arg(call, 0)}, ${pointer})`;
};

const JSON_FUNCTIONS: Record<string, CallRule> = {
  json_extract_path_text: jsonPath,
  json_extract_array_element_text: (call) =>
    `rs_json_text(${arg(call, 0)}, ('$[' || ${arg(call, 1)} || ']'))`,
  json_array_length: true,
  is_valid_json: "json_valid",
  can_json_parse: "json_valid",
  is_valid_json_array: "rs_is_valid_array",
  json_parse: "rs_json_parse",
  json_serialize: (call) => `CAST(${arg(call, 0)} AS VARCHAR)`,
  json_typeof: "rs_json_typeof",
  object: "json_object",
  array: (call) => (call.args.length === 0 ? "CAST('[]' AS JSON)" : `json_array(${call.args.join(", ")})`),
  get_array_length: "json_array_length",
  split_to_array: (call) => `to_json(string_split(${arg(call, 0)}, ${call.args[1] ?? "','"}))`,
  is_array: (call) => `(json_type(${arg(call, 0)}) = 'ARRAY')`,
  is_object: (call) => `(json_type(${arg(call, 0)}) = 'OBJECT')`,
  is_scalar: (call) => `(json_type(${arg(call, 0)}) NOT IN ('ARRAY', 'OBJECT'))`,
};

/** SUM and AVG hang on the type of what they are of. */
const typed =
  (name: "sum" | "avg"): CallRule =>
  (call) => {
    const what = call.distinct ? `${name} distinct` : name;
    const sql = marked(call.at.scope, what, [arg(call, 0), ...(call.over ? [call.over] : [])]);
    return call.over ? { windowed: sql } : sql;
  };

const AGGREGATES: Record<string, CallRule> = {
  ...same(
    "count min max any_value stddev stddev_samp stddev_pop variance var_samp var_pop bool_and bool_or bit_and bit_or",
  ),
  sum: typed("sum"),
  avg: typed("avg"),
  median: "median",
  listagg: (call) => {
    const distinct = call.distinct ? "DISTINCT " : "";
    const order = call.withinGroup ? ` ORDER BY ${call.withinGroup}` : "";
    const inner = `string_agg(${distinct}CAST(${arg(call, 0)} AS VARCHAR), ${call.args[1] ?? "''"}${order})`;
    return call.over ? { windowed: `rs_fits(${inner} ${call.over})` } : `rs_fits(${inner})`;
  },
  percentile_cont: (call) => `quantile_cont(${call.withinGroup}, ${arg(call, 0)})`,
  percentile_disc: (call) => `quantile_disc(${call.withinGroup}, ${arg(call, 0)})`,
  ratio_to_report: (call) => ({
    windowed: `(divide(CAST(${arg(call, 0)} AS DOUBLE), sum(${arg(call, 0)}) ${call.over || "OVER ()"}))`,
  }),
};

const WINDOWS = same(
  "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value",
);

const SYSTEM: Record<string, CallRule> = {
  version: () => "'PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.99999 (Headrace local)'",
  current_schema: () => "'public'",
  pg_backend_pid: () => "1073741823",
};

/** By lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, CallRule> = new Map(
  Object.entries({
    ...NUMBERS,
    ...CONDITIONS,
    ...STRINGS,
    ...DATES,
    ...JSON_FUNCTIONS,
    ...AGGREGATES,
    ...WINDOWS,
    ...SYSTEM,
  }),
);

/** Aggregates that, as window functions with an order, need a frame in Redshift. */
export const FRAMED = new Set(
  Object.keys(AGGREGATES).filter(
    (name) => !["listagg", "median", "percentile_cont", "percentile_disc", "ratio_to_report"].includes(name),
  ),
);
for (const name of ["first_value", "last_value", "nth_value"]) FRAMED.add(name);
