// What `tokenize: ff1` works over: the alphabets, and which texts are in its domain. Format-preserving encryption is safe
// only where there are many texts of a length: NIST SP 800-38G Rev. 1 asks for a million.

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";

/** The characters of each alphabet, in the order of their numerals. */
export const ALPHABETS = {
  digits: DIGITS,
  letters: LOWER,
  base36: DIGITS + LOWER,
  base62: DIGITS + LOWER.toUpperCase() + LOWER,
} as const;
export type Alphabet = keyof typeof ALPHABETS;
export const ALPHABET_NAMES = Object.keys(ALPHABETS) as [Alphabet, ...Alphabet[]];

/** Each alphabet as the inside of a character class, in RE2, JavaScript and Terraform alike. */
export const ALPHABET_CLASSES: Readonly<Record<Alphabet, string>> = {
  digits: "0-9",
  letters: "a-z",
  base36: "0-9a-z",
  base62: "0-9A-Za-z",
};

/** Characters of the alphabet that a text has at least: the fewest that make a million texts. */
export const LEAST_CHARACTERS: Readonly<Record<Alphabet, number>> = {
  digits: 6,
  letters: 5,
  base36: 4,
  base62: 4,
};
export const MOST_CHARACTERS = 256;

/** Types whose text ff1 can keep the form of. */
export const FF1_TYPES = ["string", "int", "bigint"] as const;

export interface Ff1Settings {
  readonly alphabet: Alphabet;
  /** Characters that stay where they are. */
  readonly keep: string;
  readonly tweak: string;
}

interface Named {
  readonly ff1?:
    | { readonly alphabet: Alphabet; readonly keep?: string | undefined; readonly tweak?: string | undefined }
    | undefined;
}

/** The settings of a column, which names some of them or none. */
export const ff1Settings = ({ ff1 }: Named): Ff1Settings => ({
  alphabet: ff1?.alphabet ?? "digits",
  keep: ff1?.keep ?? "",
  tweak: ff1?.tweak ?? "",
});
