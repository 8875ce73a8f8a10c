// A pattern of RE2's syntax as a tree, as far as it is plain: sets of ASCII characters, groups, alternatives, repetitions and both
// ends of the text. Others, and what one of their parts might mean besides, are left to RE2.

export type Form =
  | { readonly is: "one"; readonly of: ReadonlySet<number> }
  | { readonly is: "all" | "any"; readonly of: readonly Form[] }
  | { readonly is: "repeat"; readonly of: Form; readonly least: number; readonly most: number }
  | { readonly is: "begin" | "end" };

/** Characters that are told apart: all that ASCII prints. */
export const CHARACTERS: readonly number[] = Array.from({ length: 0x7f - 0x20 }, (_, at) => 0x20 + at);

const among = (text: string): ReadonlySet<number> =>
  new Set(CHARACTERS.filter((code) => text.includes(String.fromCharCode(code))));
const without = (codes: ReadonlySet<number>): ReadonlySet<number> =>
  new Set(CHARACTERS.filter((code) => !codes.has(code)));

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const WORD = `${DIGITS}${LETTERS}${LETTERS.toUpperCase()}_`;
const CLASSES: Readonly<Record<string, ReadonlySet<number>>> = {
  d: among(DIGITS),
  w: among(WORD),
  s: among(" "),
  D: without(among(DIGITS)),
  W: without(among(WORD)),
  S: without(among(" ")),
};
/** A backslash takes these for what they are. */
const ESCAPED = /[!-/:-@[-`{-~]/;
/** RE2 takes no more. */
const MOST_TIMES = 1000;

class Unknown extends Error {}

/** The pattern's tree; undefined where it is for RE2 alone. */
export function parsePattern(pattern: string): Form | undefined {
  if (!/^[ -~]*$/.test(pattern)) return undefined;
  try {
    return new Parser(pattern).whole();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

/** The tree of one of these texts and nothing else; a text that ASCII does not print is left out. */
export const oneOf = (texts: readonly string[]): Form => ({
  is: "all",
  of: [
    { is: "begin" },
    { is: "any", of: texts.filter((text) => /^[ -~]*$/.test(text)).map(literal) },
    { is: "end" },
  ],
});

const literal = (text: string): Form => ({
  is: "all",
  of: Array.from(text, (character) => ({ is: "one", of: among(character) })),
});

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Form {
    const form = this.#alternatives();
    if (this.#at < this.#text.length) throw new Unknown();
    return form;
  }

  get #next(): string | undefined {
    return this.#text[this.#at];
  }

  #skip(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #take(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new Unknown();
    return character;
  }

  #alternatives(): Form {
    const of = [this.#sequence()];
    while (this.#skip("|")) of.push(this.#sequence());
    return { is: "any", of };
  }

  #sequence(): Form {
    const of: Form[] = [];
    while (this.#next !== undefined && this.#next !== "|" && this.#next !== ")") of.push(this.#repeated());
    return { is: "all", of };
  }

  #repeated(): Form {
    const form = this.#single();
    const times = this.#times();
    if (!times) return form;
    // Whether as few as possible or as many changes nothing about whether a text matches.
    this.#skip("?");
    if (this.#times()) throw new Unknown();
    return { is: "repeat", of: form, ...times };
  }

  #times(): { least: number; most: number } | undefined {
    if (this.#skip("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#skip("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#skip("?")) return { least: 0, most: 1 };
    if (this.#next !== "{") return undefined;
    const [whole, least, more, most] = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === undefined) throw new Unknown();
    this.#at += whole.length;
    const times = {
      least: Number(least),
      most: more === undefined ? Number(least) : most === undefined ? Number.POSITIVE_INFINITY : Number(most),
    };
    const named = times.most === Number.POSITIVE_INFINITY ? times.least : times.most;
    if (named > MOST_TIMES || times.most < times.least) throw new Unknown();
    return times;
  }

  #single(): Form {
    const character = this.#take();
    switch (character) {
      case "^":
        return { is: "begin" };
      case "$":
        return { is: "end" };
      case ".":
        return { is: "one", of: new Set(CHARACTERS) };
      case "(": {
        if (!this.#skip("?:") && this.#next === "?") throw new Unknown();
        const form = this.#alternatives();
        if (!this.#skip(")")) throw new Unknown();
        return form;
      }
      case "[":
        return { is: "one", of: this.#set() };
      case "\\":
        return { is: "one", of: this.#escaped() };
      case "*":
      case "+":
      case "?":
      case "{":
      case "}":
      case "]":
        throw new Unknown();
      default:
        return { is: "one", of: among(character) };
    }
  }

  #escaped(): ReadonlySet<number> {
    const character = this.#take();
    const known = CLASSES[character];
    if (known) return known;
    if (!ESCAPED.test(character)) throw new Unknown();
    return among(character);
  }

  #set(): ReadonlySet<number> {
    const isNegated = this.#skip("^");
    const codes = new Set<number>();
    for (let isFirst = true; isFirst || this.#next !== "]"; isFirst = false) {
      const first = this.#member(isFirst);
      if (this.#next !== "-" || this.#text[this.#at + 1] === "]") {
        for (const code of first) codes.add(code);
        continue;
      }
      this.#at += 1;
      const last = this.#member(false);
      if (first.size !== 1 || last.size !== 1) throw new Unknown();
      const [from, to] = [[...first][0] as number, [...last][0] as number];
      if (from > to) throw new Unknown();
      for (let code = from; code <= to; code++) codes.add(code);
    }
    this.#at += 1;
    return isNegated ? without(codes) : codes;
  }

  #member(isFirst: boolean): ReadonlySet<number> {
    const character = this.#take();
    // What may be the name of a class, or what implementations take in different ways.
    if (character === "[" || character === "]") throw new Unknown();
    if (character === "-" && !isFirst && this.#next !== "]") throw new Unknown();
    return character === "\\" ? this.#escaped() : among(character);
  }
}
