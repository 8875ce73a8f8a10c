// The words that tell a call its arguments, read one by one.
import { typeEnd } from "../../../../../sql/calls.ts";
import { isName, isWord, SqlError, type Token } from "../../../../../sql/tokens.ts";

/** The words after a path, read one by one. */
export class Words {
  readonly #tokens: readonly Token[];
  readonly #at: Token;
  #next = 0;

  constructor(tokens: readonly Token[], at: Token) {
    this.#tokens = tokens;
    this.#at = at;
  }

  /** Whether these words come next; they are then behind it. */
  takes(...words: string[]): boolean {
    // RETURNING is a name to DuckDB, and may be in quotes by now.
    if (!words.every((word, i) => isName(this.#tokens[this.#next + i]) && this.#word(i) === word))
      return false;
    this.#next += words.length;
    return true;
  }

  #word(ahead: number): string | undefined {
    return this.#tokens[this.#next + ahead]?.value.toLowerCase();
  }

  /** Whether `ON EMPTY`, or `ON ERROR`, is still to come. */
  isFor(what: "empty" | "error"): boolean {
    return this.#tokens.some(
      (token, i) => i >= this.#next && isWord(token, "on") && isWord(this.#tokens[i + 1], what),
    );
  }

  /** The tokens up to a word. */
  until(word: string): readonly Token[] {
    const end = this.#tokens.findIndex((token, i) => i >= this.#next && isWord(token, word));
    const tokens = this.#tokens.slice(this.#next, end < 0 ? undefined : end);
    this.#next = end < 0 ? this.#tokens.length : end;
    return tokens;
  }

  type(): Token[] {
    const end = typeEnd(this.#tokens, this.#next);
    const tokens = this.#tokens.slice(this.#next, end);
    this.#next = end;
    return tokens;
  }

  /** That nothing is left. */
  end(): void {
    const token = this.#tokens[this.#next];
    if (token)
      throw new SqlError("SYNTAX_ERROR", `mismatched input '${token.text}'`, token.line, token.column);
  }

  lacking(what: string): SqlError {
    const { line, column } = this.#tokens[this.#next - 1] ?? this.#at;
    return new SqlError("NOT_SUPPORTED", `${what} is not available in the local Athena`, line, column);
  }
}
