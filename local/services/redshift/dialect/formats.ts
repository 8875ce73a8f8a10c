// The format letters of TO_CHAR, TO_DATE and TO_TIMESTAMP, of dates and of numbers, in DuckDB's words.
import type { Call, CallRule } from "../../../sql/calls.ts";
import { literal, SqlError } from "../../../sql/tokens.ts";

/** A format that must be written out. */
function format(call: Call, index: number): string {
  const tokens = call.tokens[index];
  if (tokens?.length === 1 && tokens[0]?.kind === "string") return tokens[0].value;
  throw new SqlError(
    "ERROR",
    `${call.name}: the format must be a literal in the local Redshift`,
    call.at.line,
    call.at.column,
  );
}

const LETTERS: [letters: string, strftime: string][] = [
  ["HH24", "%H"],
  ["HH12", "%I"],
  ["HH", "%I"],
  ["MI", "%M"],
  ["SSSS", "\u0000SSSS"],
  ["SS", "%S"],
  ["MS", "%g"],
  ["US", "%f"],
  ["AM", "%p"],
  ["PM", "%p"],
  ["YYYY", "%Y"],
  ["YY", "%y"],
  ["IYYY", "%G"],
  ["MONTH", "%B"],
  ["Month", "%B"],
  ["Mon", "%b"],
  ["MON", "%b"],
  ["MM", "%m"],
  ["DDD", "%j"],
  ["DD", "%d"],
  ["CC", "\u0000CC"],
  ["WW", "\u0000WW"],
  ["ID", "\u0000ID"],
  ["TZ", "\u0000TZ"],
  ["AD", "\u0000AD"],
  ["BC", "\u0000AD"],
  ["Day", "%A"],
  ["DAY", "%A"],
  ["Dy", "%a"],
  ["DY", "%a"],
  ["IW", "%V"],
  ["Q", "\u0000Q"],
  ["D", "\u0000D"],
  ["J", "\u0000J"],
  ["W", "\u0000W"],
];
/** Letters of which strftime has none: each of a timestamp. */
const COMPUTED: Record<string, (moment: string) => string> = {
  Q: (moment) => `quarter(${moment})`,
  CC: (moment) => `date_part('century', ${moment})`,
  D: (moment) => `dayofweek(${moment}) + 1`,
  ID: (moment) => `isodow(${moment})`,
  J: (moment) => `CAST(julian(CAST(${moment} AS DATE)) AS BIGINT)`,
  W: (moment) => `(day(${moment}) - 1) // 7 + 1`,
  WW: (moment) => `lpad(CAST((dayofyear(${moment}) - 1) // 7 + 1 AS VARCHAR), 2, '0')`,
  SSSS: (moment) => `date_diff('second', date_trunc('day', ${moment}), ${moment})`,
  TZ: () => "'UTC'",
  AD: (moment) => `CASE WHEN year(${moment}) > 0 THEN 'AD' ELSE 'BC' END`,
};
/** Without FM, names of months and days are padded to nine characters. */
const PADDED = new Set(["MONTH", "Month", "DAY", "Day"]);

/** The pieces of a format: strftime letters, text as it is, and what needs more than strftime. */
function pieces(
  call: Pick<Call, "name" | "at">,
  text: string,
): { strftime?: string; text?: string; upper?: boolean; pad?: boolean }[] {
  const found: { strftime?: string; text?: string; upper?: boolean; pad?: boolean }[] = [];
  let at = 0;
  let fill = true;
  while (at < text.length) {
    if (text.startsWith("FM", at)) {
      fill = false;
      at += 2;
      continue;
    }
    const quoted = /^"([^"]*)"/.exec(text.slice(at));
    if (quoted) {
      found.push({ text: quoted[1] as string });
      at += quoted[0].length;
      continue;
    }
    const upper = text.slice(at).toUpperCase();
    const known =
      LETTERS.find(([letters]) => text.startsWith(letters, at)) ??
      LETTERS.find(([letters]) => upper.startsWith(letters.toUpperCase()));
    if (known) {
      const [letters, code] = known;
      found.push({
        strftime: fill || !/^%[mdHI]$/.test(code) ? code : code.replace("%", "%-"),
        upper: /^(MONTH|MON|DAY|DY)$/.test(letters) && text.startsWith(letters, at),
        pad: fill && PADDED.has(letters),
      });
      at += letters.length;
      continue;
    }
    const char = text[at] as string;
    if (/[A-Za-z]/.test(char)) {
      if (char === "T" || char === "Z") found.push({ text: char });
      else {
        throw new SqlError(
          "ERROR",
          `${call.name}: the format "${text}" is not available in the local Redshift`,
          call.at.line,
          call.at.column,
        );
      }
    } else found.push({ text: char });
    at++;
  }
  return found;
}

/** A whole format in strptime's letters. */
export function strptimeFormat(text: string, at: Pick<Call, "name" | "at">): string {
  const found = pieces(at, text);
  if (found.some((piece) => piece.strftime?.startsWith("\u0000"))) {
    throw new SqlError(
      "ERROR",
      `${at.name}: the format "${text}" is not available in the local Redshift`,
      at.at.line,
      at.at.column,
    );
  }
  return found.map((piece) => piece.strftime ?? (piece.text as string).replaceAll("%", "%%")).join("");
}

export const strptime = (call: Call, index: number): string => strptimeFormat(format(call, index), call);

/** TO_CHAR of a date or a number, by the letters of its format. */
export const toChar: CallRule = (call) => {
  const text = format(call, 1);
  const value = call.args[0] as string;
  const isNumber = /[90]/.test(text) && !/[A-CE-Za-z]/.test(text.replace(/FM|TH|PR|MI|PL|SG|[DGSLV]/gi, ""));
  if (isNumber || /^(?:FM)?rn$/i.test(text))
    return `rs_number_to_char(CAST(${value} AS VARCHAR), ${literal(text)})`;
  const parts = pieces(call, text).map((piece) => {
    if (piece.text !== undefined) return literal(piece.text);
    const computed = COMPUTED[piece.strftime?.slice(1) ?? ""];
    if (piece.strftime?.startsWith("\u0000") && computed) {
      return `CAST(${computed(`CAST(${value} AS TIMESTAMP)`)} AS VARCHAR)`;
    }
    let sql = `strftime(CAST(${value} AS TIMESTAMP), ${literal(piece.strftime as string)})`;
    if (piece.upper) sql = `upper(${sql})`;
    return piece.pad ? `rpad(${sql}, 9, ' ')` : sql;
  });
  return `(${parts.join(" || ")})`;
};
