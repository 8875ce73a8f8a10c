// How a command states its arguments, and the types of what parsing them gives.

export interface Option {
  type: "string" | "boolean";
  /** May be given many times; the value is then an array. */
  multiple?: boolean;
  /** Must be given. */
  required?: boolean;
  short?: string;
  /** What the value is called in usage and help, such as FILE. */
  value?: string;
  description: string;
}

export type Options = Record<string, Option>;

type ValueOf<O extends Option> = O["type"] extends "boolean" ? boolean : string;

/** Option name → value: false or undefined where absent, an array (empty where absent) for `multiple`. */
export type Values<T extends Options> = {
  [K in keyof T]: T[K]["multiple"] extends true
    ? ValueOf<T[K]>[]
    : T[K]["type"] extends "boolean"
      ? boolean
      : string | undefined;
};

export interface Signature<T extends Options = Options> {
  /** The command's words, such as "check" or "local up". */
  command: string;
  /** What it does, in one sentence. */
  summary: string;
  /** What stands between the command and its options, such as "DIR"; a word in brackets may be left out. */
  positionals: readonly string[];
  options: T;
  /** Further paragraphs for --help. */
  details?: string;
}

/** Options that every command takes. */
export const COMMON = {
  json: { type: "boolean", description: "print one JSON object on stdout" },
  help: { type: "boolean", short: "h", description: "print this help" },
} as const satisfies Options;
