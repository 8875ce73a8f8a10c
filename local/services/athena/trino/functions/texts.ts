// Functions of texts.
import { type Call, type CallRule, plainCall, same } from "../../../../sql/calls.ts";
import { literal, SqlError } from "../../../../sql/tokens.ts";
import { arg, lacking } from "../arguments.ts";

/** format('%s-%05d', …): Java's letters that DuckDB's printf knows. A null is the text `null`. */
function formatted(call: Call): string {
  arg(call, 1);
  const tokens = call.tokens[0];
  const text = tokens?.length === 1 && tokens[0]?.kind === "string" ? tokens[0].value : undefined;
  const pieces = text?.split(/(%[-0, ]*\d*(?:\.\d+)?[sdfxXe]|%%)/) ?? [];
  // A piece at an even place stands between two that are letters.
  if (text === undefined || pieces.some((piece, i) => i % 2 === 0 && piece.includes("%")))
    return lacking(call);
  let next = 1;
  const shown = pieces.flatMap((piece, i) => {
    if (piece === "") return [];
    if (i % 2 === 0 || piece === "%%") return literal(piece.replace("%%", "%"));
    return oneFormatted(piece, arg(call, next++));
  });
  return `(${shown.length > 0 ? shown.join(" || ") : "''"})`;
}

function oneFormatted(piece: string, value: string): string {
  const kind = piece.at(-1) ?? "";
  if (kind === "s") return `printf(${literal(piece)}, coalesce(trino_varchar(${value}), 'null'))`;
  const number =
    kind === "f" || kind === "e"
      ? `CAST(${value} AS DOUBLE)`
      : `CAST(trino_arg(${value}, 'integer', 'format') AS BIGINT)`;
  const printed = `printf(${literal(piece)}, ${number})`;
  if (/^\(?-? ?[\d.]+(?:e-?\d+)?\)?$/i.test(value)) return printed;
  const width = piece.replace(/^%[0, ]*(-?)[-0, ]*/, "%$1").replace(/.$/, "s");
  const nothing = `printf(${literal(width)}, '${kind === "X" ? "NULL" : "null"}')`;
  return `CASE WHEN (${value}) IS NULL THEN ${nothing} ELSE ${printed} END`;
}

/** Lengths and fillings that are written out and can be are DuckDB's own. */
const padded =
  (name: "lpad" | "rpad"): CallRule =>
  (call) =>
    plainCall(/^\d+$/.test(arg(call, 1)) && /^'.+'$/s.test(arg(call, 2)) ? name : `trino_${name}`, call);

const isText = (sql: string): boolean => /^'(?:[^']|'')+'$/s.test(sql);

/** A start that is written out needs no more than DuckDB's own: a macro names its argument more than once. */
export function substring(args: readonly string[], call: Call): string {
  const [, start = "", length = "0"] = args;
  const isPlain = /^[1-9]\d*$/.test(start) && /^\d+$/.test(length);
  return plainCall(isPlain ? "substr" : "trino_substr", { ...call, args: [...args] });
}

export const TEXTS: Record<string, CallRule> = {
  ...same("lower trim ltrim rtrim"),
  lpad: padded("lpad"),
  rpad: padded("rpad"),
  length: "trino_length",
  upper: (call) => `replace(upper(${arg(call, 0)}), 'ẞ', 'ß')`,
  concat_ws: (call) =>
    /^ARRAY ?\[|^string_split\(/i.test(arg(call, 1)) && call.args.length === 2
      ? isText(arg(call, 0))
        ? `array_to_string(${arg(call, 1)}, ${arg(call, 0)})`
        : `trino_join(${arg(call, 1)}, ${arg(call, 0)})`
      : plainCall(call.args.length === 2 && !isText(arg(call, 1)) ? "trino_concat_ws" : "concat_ws", call),
  substr: (call) => substring(call.args, call),
  substring: (call) => substring(call.args, call),
  strpos: (call) => (/^-/.test(call.args[2] ?? "") ? lacking(call) : plainCall("trino_strpos", call)),
  position: "trino_strpos",
  reverse: "trino_reverse",
  replace: (call) => {
    const [text, part, by] = [arg(call, 0), arg(call, 1), call.args[2] ?? "''"];
    // An empty part is found between all characters.
    return `${isText(part) ? "replace" : "trino_replace"}(${text}, ${part}, ${by})`;
  },
  soundex: "trino_soundex",
  normalize: (call) =>
    /^(?:nfc)?$/i.test(call.args[1] ?? "") ? `nfc_normalize(${arg(call, 0)})` : lacking(call),
  luhn_check: "trino_luhn",
  format: (call) => formatted(call),
  ...same("starts_with chr translate"),
  concat: (call) => {
    if (call.args.length > 1) return `(${call.args.join(" || ")})`;
    throw new SqlError(
      "INVALID_FUNCTION_ARGUMENT",
      "There must be two or more concatenation arguments",
      call.at.line,
      call.at.column,
    );
  },
  codepoint: "unicode",
  split: (call) =>
    plainCall(
      call.args.length > 2 ? "trino_split" : isText(arg(call, 1)) ? "string_split" : "trino_split_all",
      call,
    ),
  split_part: "trino_split_part",
  levenshtein_distance: "levenshtein",
  hamming_distance: "hamming",
  parse_data_size: (call) => `CAST(trino_data_size(${arg(call, 0)}) AS DECIMAL(38,0))`,
  parse_presto_data_size: (call) => `CAST(trino_data_size(${arg(call, 0)}) AS DECIMAL(38,0))`,
  uuid: "gen_random_uuid",
};
