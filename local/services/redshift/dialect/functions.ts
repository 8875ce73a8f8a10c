// Every function of Redshift that statements may call here, and how it is said in DuckDB. What is not in this list does
// not exist.
import { type Call, type CallRule, plainCall, same } from "../../../sql/calls.ts";
import { SqlError } from "../../../sql/tokens.ts";
import { COMPARED } from "./arithmetic/compared.ts";
import { ARRAY_FUNCTIONS } from "./array-functions.ts";
import { DATES } from "./dates.ts";
import { marked } from "./marks.ts";
import { STRINGS } from "./strings.ts";
import { SUPER_FUNCTIONS } from "./super.ts";
import { known, redshiftCast } from "./types.ts";

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

/** A number in the Teradata style, which may have its sign behind it. Its format is not read. */
function alternative(call: Call, most: number, how: string): string {
  const isFormatted = call.tokens[1]?.[0]?.kind === "string";
  if (!isFormatted && call.args.length <= most) return `rs_alt_number(${arg(call, 0)}, ${how})`;
  throw new SqlError(
    "ERROR",
    `${call.name} with a format is not available in the local Redshift`,
    call.at.line,
    call.at.column,
  );
}

const NUMBERS: Record<string, CallRule> = {
  ...same("abs ceil ceiling floor round sqrt exp ln power pow sin cos tan asin acos atan atan2 cot pi"),
  ...same("degrees radians random greatest least"),
  mod: (call) => marked(call.at.scope, "0 1 %", [arg(call, 0), arg(call, 1)]),
  sign: "rs_sign",
  cbrt: "rs_cbrt",
  log: "log10",
  dlog1: "ln",
  dlog10: "log10",
  dexp: "exp",
  dsqrt: "sqrt",
  trunc: (call) => (call.args.length > 1 ? plainCall("rs_trunc_to", call) : plainCall("rs_trunc", call)),
  to_hex: "rs_to_hex",
  strtol: "rs_strtol",
  text_to_int_alt: (call) => `CAST(${alternative(call, 1, "0, 'cut'")} AS INTEGER)`,
  text_to_numeric_alt: (call) => {
    const [precision = "38", scale = "0"] = call.args.slice(1);
    return `CAST(${alternative(call, 3, `${scale}, 'even'`)} AS DECIMAL(${precision},${scale}))`;
  },
  to_number: (call) =>
    `CAST(rs_number_of(${arg(call, 0)}) AS DECIMAL(38,${(constant(call, 1, "the format").split(/[.D]/)[1] ?? "").length}))`,
};

const isNumber = (sql: string): boolean => /^\s*-?[\d.]+\s*$/.test(sql);

/** What a function compares: a text without the blanks at its end. */
function comparedSql({ at }: Call, sql: string): string {
  const value = sql.trim();
  if (/^'(?:[^']|'')*'$/s.test(value)) return value.replace(/ +'$/, "'");
  if (/^(?:null|true|false)$/i.test(value) || isNumber(value)) return value;
  if (known(value) === "text") return `rtrim(${value}, ' ')`;
  return known(value) === "column" ? `${COMPARED}(${value})` : marked(at.scope, "0 blank", [value]);
}

const CONDITIONS: Record<string, CallRule> = {
  coalesce: true,
  nvl: "coalesce",
  nullif: (call) => {
    const [a, b] = [arg(call, 0), arg(call, 1)];
    if (isNumber(b)) return plainCall("nullif", call);
    return `CASE WHEN ${comparedSql(call, a)} = ${comparedSql(call, b)} THEN NULL ELSE ${a} END`;
  },
  nvl2: (call) => `CASE WHEN ${arg(call, 0)} IS NOT NULL THEN ${arg(call, 1)} ELSE ${arg(call, 2)} END`,
  decode: (call) => {
    const [value = "", ...rest] = call.args;
    const keys = rest.slice(0, rest.length - (rest.length % 2)).filter((_, i) => i % 2 === 0);
    const isOfNumbers = keys.some(isNumber);
    const side = (sql: string): string => (isOfNumbers ? sql : comparedSql(call, sql));
    const branches = keys.map(
      (key, i) => `WHEN ${side(value)} IS NOT DISTINCT FROM ${side(key)} THEN ${rest[2 * i + 1]}`,
    );
    const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : "";
    return `CASE ${branches.join(" ")}${otherwise} END`;
  },
  convert: (call) => redshiftCast(arg(call, 1), call.tokens[0] ?? [], false),
};

/** SUM and AVG hang on the type of what they are of. */
const typed =
  (name: "sum" | "avg"): CallRule =>
  (call) => {
    const what = call.distinct ? `${name} distinct` : name;
    const sql = marked(call.at.scope, what, [arg(call, 0), ...(call.over ? [call.over] : [])]);
    return call.over ? { windowed: sql } : sql;
  };

/** DuckDB's MIN and MAX of two arguments are lists, and theirs of booleans Redshift has not. */
const single =
  (name: string): CallRule =>
  (call) => {
    if (call.args.length === 1)
      return plainCall(name, { ...call, args: [`rs_no_boolean(${arg(call, 0)}, '${name}')`] });
    throw new SqlError("ERROR", `function ${name} takes one argument`, call.at.line, call.at.column);
  };

const AGGREGATES: Record<string, CallRule> = {
  ...same(
    "count any_value stddev stddev_samp stddev_pop variance var_samp var_pop bool_and bool_or bit_and bit_or",
  ),
  // The exact answer is within the promised error.
  hll: (call) => `count(DISTINCT ${arg(call, 0)})`,
  min: single("min"),
  max: single("max"),
  sum: typed("sum"),
  avg: typed("avg"),
  median: "median",
  listagg: (call) => {
    const distinct = call.distinct ? "DISTINCT " : "";
    const order = call.withinGroup ? ` ORDER BY ${call.withinGroup}` : "";
    const inner = `string_agg(${distinct}CAST(${arg(call, 0)} AS VARCHAR), ${call.args[1] ?? "''"}${order})`;
    return call.over ? { windowed: `rs_fits(${inner} ${call.over})` } : `rs_fits(${inner})`;
  },
  grouping: (call) => `CAST(grouping(${call.args.join(", ")}) AS INTEGER)`,
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
  timeofday: () => "strftime(timezone('UTC', now()), '%a %b %d %H:%M:%S.%f %Y UTC')",
  pg_backend_pid: () => "1073741823",
};

/** Functions of Redshift's that are not in the list, by their beginnings. */
export const NOT_HERE: readonly string[] = (
  "st_ h3_ geometry hll_ apply_ explain_model farmfingerprint64 checksum collate pg_get_ pg_terminate_backend " +
  "pg_cancel_backend pg_get_iam change_query_priority change_session_priority change_user_priority has_ " +
  "object_transform size addbbox dropbbox supportsbbox exp_ current_namespace default_iam_role generate_series decrypt encrypt"
).split(" ");
const NOT_HERE_NAMES = new RegExp(`^(?:${NOT_HERE.join("|")})`);

/** The error of a call that is not in the list: what Redshift has and this engine lacks is said to be lacking here. */
export function noFunction(name: string, { line, column }: { line: number; column: number }): SqlError {
  const lower = name.toLowerCase();
  const words = NOT_HERE_NAMES.test(lower)
    ? `the function ${lower}() is not available in the local Redshift`
    : `function ${lower}() does not exist`;
  return new SqlError("ERROR", words, line, column);
}

/** By lower-case name. */
export const FUNCTIONS: ReadonlyMap<string, CallRule> = new Map(
  Object.entries({
    ...NUMBERS,
    ...CONDITIONS,
    ...STRINGS,
    ...DATES,
    ...SUPER_FUNCTIONS,
    ...ARRAY_FUNCTIONS,
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
