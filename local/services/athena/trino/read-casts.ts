// Casts of texts to numbers, days and moments. DuckDB reads more of them than Trino, such as `1_000`, `nan` and moments with a T.

const NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
const DAY = "[+-]?\\d+-\\d{1,2}-\\d{1,2}";
const CLOCK = "(?:[01]?\\d|2[0-3]):\\d{1,2}(?::\\d{1,2}(?:\\.\\d{1,3})?)?";
const ZONE = " ?(?:Z|[+-]\\d\\d:\\d\\d)| (?:UTC|[A-Za-z_]+/[A-Za-z_/+-]+)";
/** What Trino reads of a text: the first group, where there is one. */
const READ: Readonly<Record<string, string>> = {
  DATE: `\\s*${DAY}\\s*`,
  TIMESTAMP: `\\s*([+-]?\\d{4,}-\\d{1,2}-\\d{1,2}(?: ${CLOCK})?)\\d*\\s*(?:${ZONE})?\\s*`,
  DECIMAL: `[+-]?${NUMBER}`,
  DOUBLE: `\\s*[+-]?(?:NaN|Infinity|${NUMBER})\\s*`,
  FLOAT: `\\s*[+-]?(?:NaN|Infinity|${NUMBER})\\s*`,
};
/** Calls that give no texts. */
const NO_TEXT =
  /^(?:sum|count|count_if|trino_avg|trino_average|row_number|rank|round|trino_length|now|date_sub|to_timestamp|trino_date_\w+)\(/;

/** Beyond so many characters a value is named once. */
const LONG = 100;

/** The cast of a text that Trino reads; all others fail by their words. @param inner the value that is cast, said of its name */
export function readCast(value: string, type: string, cast: string, inner: (name: string) => string): string {
  const pattern = READ[type.replace(/\(.*/, "")];
  if (pattern === undefined || /^(?:null|\?|[\d.]+)$/i.test(value) || NO_TEXT.test(value))
    return `${cast}(${inner(value)} AS ${type})`;
  const said = (name: string): string => {
    const failed = `${cast}(concat('CAST: ', CAST(${name} AS VARCHAR)) AS ${type})`;
    const plain = `${cast}(${inner(name)} AS ${type})`;
    const read =
      type === "TIMESTAMP"
        ? `CASE WHEN typeof(${name}) = 'VARCHAR' THEN ${cast}(regexp_extract(CAST(${name} AS VARCHAR), '${pattern}', 1) AS ${type}) ELSE ${plain} END`
        : plain;
    return `CASE WHEN trino_reads(${name}, '${pattern}') THEN ${read} ELSE ${failed} END`;
  };
  return value.length > LONG ? `list_transform([${value}], lambda __c: ${said("__c")})[1]` : said(value);
}
