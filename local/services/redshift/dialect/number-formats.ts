// TO_CHAR of numbers, by the letters of AWS's page "Numeric format strings": digits, separators, signs, currency, ordinals, Roman.

const ROMAN: [value: number, letters: string][] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

function roman(number: number, fill: boolean): string {
  let rest = Math.round(number);
  if (rest < 1 || rest > 3999) return "###############";
  let text = "";
  for (const [value, letters] of ROMAN) {
    while (rest >= value) {
      text += letters;
      rest -= value;
    }
  }
  return fill ? text.padStart(15) : text;
}

/** The decimal digits of a number's text, rounded half away from zero to a scale: whole and fraction. */
function rounded(text: string, scale: number): [whole: string, fraction: string] {
  const plain = /e/i.test(text) ? Number(text).toFixed(scale + 2) : text;
  const [whole = "0", fraction = ""] = plain.replace(/^[+-]/, "").split(".");
  const digits = BigInt(`${whole || "0"}${fraction.padEnd(scale + 1, "0").slice(0, scale + 1)}`);
  const kept = ((digits + 5n) / 10n).toString().padStart(scale + 1, "0");
  return [kept.slice(0, kept.length - scale), scale === 0 ? "" : kept.slice(-scale)];
}

function ordinal(digits: string): string {
  const last = Number(digits.slice(-2));
  if (last >= 11 && last <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[last % 10] ?? "th";
}

export function numberText(number: string, format: string): string {
  const fill = !/^FM/i.test(format);
  const letters = format.replace(/^FM/i, "");
  const upper = letters.toUpperCase();
  if (upper === "RN")
    return /rn/.test(letters) ? roman(Number(number), fill).toLowerCase() : roman(Number(number), fill);
  const shape = /^(S|MI|PL|SG|L|\$)? ?([09,G]*)([.D][09]*)?(S|MI|PL|SG|PR|TH)?$/.exec(upper);
  if (!shape) throw new Error(`RS: to_char: the format "${format}" is not available in the local Redshift`);
  const [, head = "", whole = "", tail = "", sign = ""] = shape;
  const scale = Math.max(0, tail.length - 1);
  const isNegative = /^-/.test(number) && /[1-9]/.test(number);
  const [integer, fraction] = rounded(number, scale);
  const places = whole.replace(/[^09]/g, "");
  const digits = integer.replace(/^0+/, "");
  const firstZero = places.indexOf("0");
  const least = firstZero < 0 ? 0 : places.length - firstZero;
  const shown = digits.padStart(Math.max(least, scale === 0 ? 1 : 0), "0");
  const isTooLong = digits.length > places.length;
  // Digits from the right into the places, with the separators that stand between them.
  let body = "";
  let next = (isTooLong ? "#".repeat(places.length) : shown).length - 1;
  for (let i = whole.length - 1; i >= 0; i--) {
    const letter = whole[i] as string;
    if (letter === "," || letter === "G") {
      if (next >= 0) body = `,${body}`;
      else if (fill) body = ` ${body}`;
    } else if (next >= 0) body = (isTooLong ? "#" : shown[next--]) + body;
    else if (fill) body = ` ${body}`;
    if (isTooLong && letter !== "," && letter !== "G") next--;
  }
  const cents = fill ? fraction : fraction.replace(/0+$/, (zeros) => (/0$/.test(tail) ? zeros : ""));
  const point = tail === "" ? "" : ".";
  const text = `${body}${point}${isTooLong ? "#".repeat(scale) : cents}`;
  const ending = sign === "TH" ? ordinal(digits) : "";
  const signed = (mark: string): string => text.replace(/^( *)/, (blanks) => `${blanks}${mark}`);
  const cased = /th$/.test(letters) ? ending : ending.toUpperCase();
  if (sign === "PR") return isNegative ? `${signed("<")}>` : fill ? ` ${text} ` : text;
  if (sign === "S" || sign === "SG") return text + (isNegative ? "-" : "+");
  if (sign === "MI") return text + (isNegative ? "-" : fill ? " " : "");
  if (sign === "PL") return text + (isNegative ? "" : "+");
  if (head === "S" || head === "SG") return signed(isNegative ? "-" : "+");
  if (head === "MI") return (isNegative ? "-" : fill ? " " : "") + text;
  const currency = head === "L" || head === "$" ? "$" : "";
  const mark = isNegative ? "-" : fill ? " " : "";
  if (currency !== "") return `${isNegative ? "-" : ""}${currency}${fill ? " " : ""}${text}`;
  return fill ? signed(mark) + cased : (isNegative ? "-" : "") + text.trim() + cased;
}
