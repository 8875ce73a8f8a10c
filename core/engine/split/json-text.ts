// RFC 8259 over bytes: where a value ends, and whether it is one. Nothing is copied or converted.

/** Deeper nesting is malformed: no row of a table needs it, and a stack is not endless. */
const MAX_DEPTH = 256;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** The bytes end before the value does: more of them may complete it. */
export class Incomplete extends Error {}

/** The bytes cannot begin a JSON value, whatever follows. */
export class Invalid extends Error {
  /** Offset of the byte at fault. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const LITERALS = new Map([
  [0x74, Buffer.from("true")],
  [0x66, Buffer.from("false")],
  [0x6e, Buffer.from("null")],
]);

export interface Member {
  /** The name's bytes between its quotes. */
  nameStart: number;
  nameEnd: number;
  nameEscaped: boolean;
  valueStart: number;
  valueEnd: number;
  /** Whether a string holds a backslash. */
  valueEscaped: boolean;
}

/** Reads forward through `bytes`; `at` is the next byte. Throws Incomplete or Invalid. */
export class JsonText {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Whether the string just read holds a backslash. */
  escaped = false;
  readonly #member: Member = {
    nameStart: 0,
    nameEnd: 0,
    nameEscaped: false,
    valueStart: 0,
    valueEnd: 0,
    valueEscaped: false,
  };

  skipSpace(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  /** Passes one value of any kind. */
  value(depth = 0): void {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Incomplete();
    if (byte === QUOTE) this.string();
    else if (byte === 0x7b) this.object(undefined, depth);
    else if (byte === 0x5b) this.#array(depth);
    else if (byte === 0x2d || isDigit(byte)) this.#number();
    else this.#literal(byte);
  }

  /** Passes an object; `onMember` sees each member, in a record that is reused. */
  object(onMember: ((member: Member) => void) | undefined, depth = 0): void {
    this.#deeper(depth);
    this.at += 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x7d) {
      this.at += 1;
      return;
    }
    const member = this.#member;
    for (;;) {
      if (this.bytes[this.at] !== QUOTE) throw this.#unexpected("a name in quotes");
      const nameStart = this.at + 1;
      this.string();
      const nameEnd = this.at - 1;
      const nameEscaped = this.escaped;
      this.skipSpace();
      if (this.bytes[this.at] !== 0x3a) throw this.#unexpected(":");
      this.at += 1;
      this.skipSpace();
      const valueStart = this.at;
      this.escaped = false;
      this.value(depth + 1);
      if (onMember) {
        member.nameStart = nameStart;
        member.nameEnd = nameEnd;
        member.nameEscaped = nameEscaped;
        member.valueStart = valueStart;
        member.valueEnd = this.at;
        member.valueEscaped = this.escaped;
        onMember(member);
      }
      this.skipSpace();
      const byte = this.bytes[this.at];
      if (byte === 0x7d) break;
      if (byte !== 0x2c) throw this.#unexpected(", or }");
      this.at += 1;
      this.skipSpace();
    }
    this.at += 1;
  }

  #array(depth: number): void {
    this.#deeper(depth);
    this.at += 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x5d) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.value(depth + 1);
      this.skipSpace();
      const byte = this.bytes[this.at];
      if (byte === 0x5d) break;
      if (byte !== 0x2c) throw this.#unexpected(", or ]");
      this.at += 1;
      this.skipSpace();
    }
    this.at += 1;
  }

  /** Passes a string, from quote to quote. */
  string(): void {
    const { bytes } = this;
    this.escaped = false;
    let at = this.at + 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte === undefined) {
        this.at = at;
        throw new Incomplete();
      }
      if (byte < 0x20) throw new Invalid("a string contains a control character", at);
      at += 1;
      if (byte !== BACKSLASH) continue;
      this.escaped = true;
      const second = bytes[at];
      if (second === undefined) throw new Incomplete();
      if (second === 0x75) {
        for (let digit = 1; digit <= 4; digit++) {
          if (bytes[at + digit] === undefined) throw new Incomplete();
          if (!isHex(bytes[at + digit])) throw new Invalid("\\u without four hex digits", at);
        }
        at += 5;
      } else if (`"\\/bfnrt`.includes(String.fromCharCode(second))) at += 1;
      else throw new Invalid("a backslash before what needs none", at);
    }
    this.at = at + 1;
  }

  #number(): void {
    const { bytes } = this;
    if (bytes[this.at] === 0x2d) this.at += 1;
    if (bytes[this.at] === 0x30) this.at += 1;
    else this.#digits();
    if (bytes[this.at] === 0x2e) {
      this.at += 1;
      this.#digits();
    }
    if (((bytes[this.at] ?? 0) | 0x20) === 0x65) {
      this.at += 1;
      if (bytes[this.at] === 0x2b || bytes[this.at] === 0x2d) this.at += 1;
      this.#digits();
    }
    // The last digit that is here may not be the number's last.
    if (this.at >= bytes.length) throw new Incomplete();
  }

  #digits(): void {
    if (!isDigit(this.bytes[this.at])) throw this.#unexpected("a digit");
    while (isDigit(this.bytes[this.at])) this.at += 1;
  }

  #literal(first: number): void {
    const literal = LITERALS.get(first);
    if (!literal) throw this.#unexpected("a value");
    for (const byte of literal) {
      if (this.bytes[this.at] !== byte) throw this.#unexpected(literal.toString());
      this.at += 1;
    }
  }

  #deeper(depth: number): void {
    if (depth >= MAX_DEPTH) throw new Invalid(`it nests deeper than ${MAX_DEPTH} levels`, this.at);
  }

  #unexpected(wanted: string): Error {
    const byte = this.bytes[this.at];
    if (byte === undefined) return new Incomplete();
    const found = byte > 0x20 && byte < 0x7f ? JSON.stringify(String.fromCharCode(byte)) : `byte ${byte}`;
    return new Invalid(`${found} is found where ${wanted} is needed`, this.at);
  }
}
