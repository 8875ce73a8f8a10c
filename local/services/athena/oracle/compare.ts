// How an answer of the local Athena stands to Trino's.
import type { Answer } from "./local-answer.ts";

export type Verdict = "equal" | "misleading" | "refused" | "words" | "wrong";

/** A type without its lengths, of which Athena's answers have only those of decimals. */
const plainType = (type: string): string =>
  type
    .replace(/^(array|map|row)\(.*/, "$1")
    .replace(/(?<!^decimal)(?:\(.*?\)(?= with)|\(.*)/, "")
    .replace(/^real$/, "float")
    .replace(/^char$/, "varchar")
    .replace("interval year to month", "interval day to second");

/** A value as Athena shows it: seconds with milliseconds, bytes one blank apart. */
const plainValue = (value: string | null): string | null =>
  value === null
    ? null
    : value
        .replaceAll("\n", " ")
        .replace(/(\d\d:\d\d:\d\d)(?=$|\D)(?!\.\d)/g, "$1.000")
        .replaceAll("   ", " ");

/** What of a value is the same in all that mean the same. */
function asCompared(value: string | null, type: string): string | null {
  if (value === null) return null;
  // A map has no order.
  if (type.startsWith("map(")) return value.slice(1, -1).split(", ").sort().join(", ");
  // How many digits a real is written with hangs on the version of Java.
  if (type === "real") return String(Math.fround(Number(value)));
  // Athena's moments have milliseconds, whatever was written.
  return /^timestamp\([4-9]/.test(type) ? value.replace(/(\.\d{3})\d+/, "$1") : value;
}

/**
 * "wrong" says otherwise than Trino without an error, or has no error where Trino has one; "words" has another error;
 * "refused" says that it is not available here, "misleading" has any other error where Trino has rows.
 */
export function verdict(trino: Answer, local: Answer): Verdict {
  if (local.error === "NOT_SUPPORTED") return trino.error === "NOT_SUPPORTED" ? "equal" : "refused";
  if (trino.error !== undefined || local.error !== undefined) {
    if (local.error === undefined) return "wrong";
    if (trino.error === undefined) return "misleading";
    return trino.error === local.error ? "equal" : "words";
  }
  // Rows for which no order is asked come in any.
  const ordered = /order by [^()]*$/i.test(trino.sql);
  const rows = (answer: Answer): string => {
    const plain = (answer.rows ?? []).map((row) =>
      JSON.stringify(row.map((value, i) => asCompared(plainValue(value), trino.types?.[i] ?? ""))),
    );
    return JSON.stringify(ordered ? plain : plain.sort());
  };
  const types = (answer: Answer): string => JSON.stringify(answer.types?.map(plainType));
  // Sums of doubles hang on their order: their last digits are not compared.
  const near = (text: string): string =>
    text.replace(/-?\d+\.\d{12,}(?:E-?\d+)?/g, (number) => String(Number(Number(number).toPrecision(12))));
  return near(rows(trino)) === near(rows(local)) && types(trino) === types(local) ? "equal" : "wrong";
}
