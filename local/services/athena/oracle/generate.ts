// Statements that no one writes by hand: each operator over each pair of types, casts from each type to each, and each
// function of one argument over each type. The list is the same at every run.

/** A value or two of each type, as SQL. */
const VALUES: Record<string, string[]> = {
  boolean: ["true"],
  tinyint: ["tinyint '100'"],
  integer: ["7", "-2147483648"],
  bigint: ["bigint '-9'"],
  real: ["real '2.5'"],
  double: ["2.5e0", "1e300"],
  decimal: ["2.50", "decimal '-0.7'"],
  varchar: ["'abc'", "' 12 '"],
  char: ["cast('ab' as char(4))"],
  varbinary: ["x'0aff'"],
  date: ["date '2024-02-29'"],
  timestamp: ["timestamp '2024-02-29 23:59:58.123'"],
  zoned: ["timestamp '2024-02-29 23:59:58.123 Asia/Tokyo'"],
  time: ["time '10:20:30'"],
  interval: ["interval '2' day"],
  months: ["interval '14' month"],
  json: ["json '[1,2]'"],
  array: ["array[1, 2]"],
  map: ["map(array['a'], array[1])"],
  row: ["row(1, 'x')"],
  null: ["null"],
};
const TYPES = Object.keys(VALUES);
const first = (type: string): string => VALUES[type]?.[0] as string;
const NUMERIC = ["tinyint", "integer", "bigint", "real", "double", "decimal"];

/** Each pair of types compared; a pair is asked once for `=` and, where their order says more, for `<`. */
function comparisons(): string[] {
  const found: string[] = [];
  for (const [i, a] of TYPES.entries()) {
    for (const [j, b] of TYPES.entries()) {
      if (j >= i) found.push(`select ${first(a)} = ${first(b)}`);
      else if ((i + j) % 3 === 0) found.push(`select ${first(a)} < ${first(b)}`);
      else if ((i + j) % 3 === 1) found.push(`select ${first(a)} is distinct from ${first(b)}`);
    }
  }
  return found;
}

function computations(): string[] {
  const found: string[] = [];
  for (const operator of ["+", "-", "*", "/", "%"]) {
    for (const a of NUMERIC)
      for (const b of NUMERIC) found.push(`select ${first(a)} ${operator} ${first(b)}`);
  }
  const others = TYPES.filter((type) => !NUMERIC.includes(type));
  for (const [i, type] of others.entries()) {
    const operator = ["+", "-", "*", "/"][i % 4];
    found.push(`select ${first(type)} ${operator} 1`, `select ${first(type)} + ${first(type)}`);
    found.push(`select ${first(type)} - ${first(others[(i + 1) % others.length] as string)}`);
    found.push(`select - ${first(type)}`);
  }
  return found;
}

const concatenations = (): string[] =>
  TYPES.flatMap((type) => [`select 'x' || ${first(type)}`, `select ${first(type)} || ${first(type)}`]);

const TARGETS =
  "boolean tinyint integer bigint real double decimal(10,1) varchar varchar(5) varbinary date timestamp json array(varchar)".split(
    " ",
  );

function casts(): string[] {
  const texts = [
    "'1'",
    "'-1.5'",
    "'1e3'",
    "'true'",
    "''",
    "'2024-02-29'",
    "'2024-02-29 01:02:03.4'",
    "'NaN'",
  ];
  return TARGETS.flatMap((target) => [
    ...TYPES.flatMap((type) => (VALUES[type] ?? []).map((value) => `select cast(${value} as ${target})`)),
    ...texts.map((text) => `select try_cast(${text} as ${target})`),
  ]);
}

/** Functions of one argument, over types that they take and that they do not. */
const UNARY = (
  "abs ceil floor round sign sqrt exp ln is_nan length lower upper reverse trim to_utf8 from_utf8 to_hex md5 year day_of_week hour " +
  "to_iso8601 to_unixtime date last_day_of_month cardinality array_max array_distinct array_sort map_keys json_parse json_format " +
  "json_array_length soundex codepoint url_encode bitwise_not typeof to_base64 from_unixtime chr"
).split(" ");

function calls(): string[] {
  return UNARY.flatMap((name, i) =>
    TYPES.filter((_, n) => (n + i) % 2 === 0).map((type) => `select ${name}(${first(type)})`),
  );
}

/** Aggregates over each type, a null among the values. */
const aggregates = (): string[] =>
  ["sum", "avg", "max", "count", "array_agg", "approx_distinct", "arbitrary", "bool_or", "stddev"].flatMap(
    (name, i) =>
      TYPES.filter((_, n) => (n + i) % 2 === 0 && n < TYPES.length - 1).map(
        (type) => `select ${name}(x) from (values ${first(type)}, null) t(x)`,
      ),
  );

const DECIMALS = ["3,1", "12,2", "18,4", "18,0", "19,4", "38,2", "38,20"].map(
  (digits) => `decimal(${digits})`,
);
const WHOLE = ["tinyint", "smallint", "integer", "bigint"];
const OF_A_DECIMAL = [
  "round(c0)",
  "round(c0, 1)",
  "round(c0, -1)",
  "truncate(c0)",
  "truncate(c0, 1)",
  "ceil(c0)",
  "floor(c0)",
  "sign(c0)",
  "abs(c0)",
  "-c0",
  "sum(c0)",
  "avg(c0)",
  "min(c0)",
  "max(c0)",
  "c0 * c0",
  "c0 * 2",
  "2 * c0",
  "c0 + 1",
  "c0 - 1.5",
  "c0 / 3",
  "c0 % 2",
  "c0 * 1.19",
  "mod(c0, 4)",
  "sum(c0) * 2",
  "sum(c0) / count(*)",
  "avg(c0) * 1.5",
  "coalesce(c0, 0)",
  "if(c0 > 1, c0, 0)",
  "greatest(c0, 2)",
  "c0 * c0 * c0",
  "(c0 + 1) * (c0 - 1)",
  "approx_percentile(c0, 0.5)",
  "cast(c0 as double) * 2",
  "c0 * 2e0",
  "power(c0, 2)",
  "sqrt(c0)",
  "count(c0) * c0",
  "typeof(c0 / 4)",
  "typeof(c0 * c0)",
  "typeof(round(c0, 1))",
];

/** Columns of decimals of few and many digits, with each operator and with what keeps, rounds or sums their digits. */
function decimals(): string[] {
  const found: string[] = [];
  for (const a of [...DECIMALS, ...WHOLE])
    for (const b of [...DECIMALS, ...WHOLE]) {
      if (WHOLE.includes(a) && WHOLE.includes(b)) continue;
      for (const sign of ["+", "-", "*", "/", "%"])
        found.push(`select c0 ${sign} c1 from (values (cast(7 as ${a}), cast(3 as ${b}))) t(c0, c1)`);
    }
  for (const type of DECIMALS)
    for (const one of OF_A_DECIMAL)
      found.push(
        `select ${one} from (values cast(9.5 as ${type})) t(c0)${one.startsWith("count") ? " group by c0" : ""}`,
      );
  return found;
}

/** Where values of two types come together without an operator. */
function meetings(): string[] {
  const found: string[] = [];
  for (const [i, a] of TYPES.entries()) {
    const b = TYPES[(i * 5 + 3) % TYPES.length] as string;
    found.push(
      `select ${first(a)} union all select ${first(b)}`,
      `select coalesce(${first(a)}, ${first(b)})`,
      `select nullif(${first(a)}, ${first(b)})`,
      `select if(true, ${first(a)}, ${first(b)})`,
      `select array[${first(a)}, ${first(b)}]`,
      `select ${first(a)} in (${first(b)})`,
      `select x from (values ${first(a)}, ${first(b)}) t(x)`,
      `select greatest(${first(a)}, ${first(b)})`,
      `select case when true then ${first(a)} else ${first(b)} end`,
    );
  }
  return found;
}

export const generatedStatements = (): string[] => [
  ...new Set([
    ...comparisons(),
    ...computations(),
    ...concatenations(),
    ...casts(),
    ...calls(),
    ...aggregates(),
    ...meetings(),
    ...decimals(),
  ]),
];
