// How wide texts are on a terminal, and cutting them to that.
import { stripVTControlCharacters } from "node:util";

/** Where no terminal says how wide it is. */
export const COLUMNS = 80;

interface Stream {
  isTTY?: boolean;
  columns?: number;
}

/** @param otherwise columns of what is no terminal */
export const widthOf = (stream: Stream, otherwise: number = COLUMNS): number =>
  stream.isTTY ? stream.columns || COLUMNS : otherwise;

/** East Asian characters and emoji take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const GRAPHEMES = new Intl.Segmenter();

/** The columns that a line takes; colours take none. */
export function columnsOf(line: string): number {
  const plain = stripVTControlCharacters(line);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  return [...GRAPHEMES.segment(plain)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}

/** Each line of the text in at most `width` columns, with a … where something is cut; what is cut loses its colours. */
export const cut = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => (columnsOf(line) <= width ? line : cutLine(stripVTControlCharacters(line), width)))
    .join("\n");

function cutLine(line: string, width: number): string {
  let kept = "";
  let columns = 1;
  for (const { segment } of GRAPHEMES.segment(line)) {
    columns += WIDE.test(segment) ? 2 : 1;
    if (columns > width) break;
    kept += segment;
  }
  return `${kept}…`;
}
