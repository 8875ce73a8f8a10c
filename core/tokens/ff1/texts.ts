// FF1 over texts: an alphabet's characters are encrypted among themselves, characters that are kept stay where they are.
import type { Ff1Settings } from "../../contract/ff1.ts";
import { ALPHABETS } from "../../contract/ff1.ts";
import { Ff1, MOST_NUMERALS } from "./cipher.ts";

const NONE = 255;
const ASCII = 128;

export class Ff1Texts {
  readonly #cipher: Ff1;
  readonly #alphabet: string;
  /** ASCII code → numeral; NONE where it is none. */
  readonly #numerals = new Uint8Array(ASCII).fill(NONE);
  readonly #kept: ReadonlySet<number>;

  constructor(key: Uint8Array, { alphabet, keep, tweak }: Ff1Settings) {
    this.#alphabet = ALPHABETS[alphabet];
    this.#cipher = new Ff1(key, this.#alphabet.length, Buffer.from(tweak, "utf8"));
    for (let at = 0; at < this.#alphabet.length; at++) this.#numerals[this.#alphabet.charCodeAt(at)] = at;
    this.#kept = new Set([...keep].map((one) => one.charCodeAt(0)));
  }

  /** A token for each text; undefined for one that is outside the domain. */
  encrypt(texts: readonly string[]): (string | undefined)[] {
    return this.#run(texts, false);
  }

  /** The text of each token; undefined for what can be none. */
  decrypt(tokens: readonly string[]): (string | undefined)[] {
    return this.#run(tokens, true);
  }

  #run(texts: readonly string[], decrypt: boolean): (string | undefined)[] {
    const byLength = new Map<number, number[]>();
    for (const [at, text] of texts.entries()) {
      const length = this.#lengthOf(text);
      if (length < this.#cipher.least || length > MOST_NUMERALS) continue;
      const group = byLength.get(length);
      if (group) group.push(at);
      else byLength.set(length, [at]);
    }
    const results = new Array<string | undefined>(texts.length).fill(undefined);
    for (const [length, group] of byLength) {
      const numerals = new Uint16Array(group.length * length);
      let next = 0;
      for (const at of group) {
        const text = texts[at] as string;
        for (let place = 0; place < text.length; place++) {
          const numeral = this.#numerals[text.charCodeAt(place)] as number;
          if (numeral !== NONE) numerals[next++] = numeral;
        }
      }
      if (decrypt) this.#cipher.decrypt(numerals, length);
      else this.#cipher.encrypt(numerals, length);
      next = 0;
      for (const at of group) {
        const text = texts[at] as string;
        let result = "";
        for (let place = 0; place < text.length; place++)
          result +=
            this.#numerals[text.charCodeAt(place)] === NONE
              ? text[place]
              : this.#alphabet[numerals[next++] as number];
        results[at] = result;
      }
    }
    return results;
  }

  /** How many of its characters are the alphabet's; -1 where one is neither that nor kept. */
  #lengthOf(text: string): number {
    let length = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < ASCII && this.#numerals[code] !== NONE) length += 1;
      else if (!this.#kept.has(code)) return -1;
    }
    return length;
  }
}
