// Progress on stderr: one live line on a terminal; elsewhere a plain line now and then, so that logs stay short.
import { colors } from "./colors.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const LIVE_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 10_000;
/** What is over sooner needs no line in a log. */
const PLAIN_PATIENCE_MS = 2_000;

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export class Progress {
  readonly #out: Terminal;
  readonly #now: () => number;
  #frame = 0;
  #drawn = 0;
  #visible = false;
  #lastPlain = "";

  constructor(out: Terminal, now: () => number = Date.now) {
    this.#out = out;
    this.#now = now;
    this.#drawn = out.isTTY ? 0 : now() - PLAIN_INTERVAL_MS + PLAIN_PATIENCE_MS;
  }

  /** What is going on now; may be called as often as it likes. */
  update(text: string): void {
    const now = this.#now();
    const interval = this.#out.isTTY ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
    if (now - this.#drawn < interval) return;
    this.#drawn = now;
    if (this.#out.isTTY) {
      const frame = FRAMES[this.#frame++ % FRAMES.length];
      const room = Math.max(20, (this.#out.columns ?? 80) - 3);
      this.#out.write(`\r\x1b[2K${colors.cyan(frame ?? "")} ${text.slice(0, room)}`);
      this.#visible = true;
    } else if (text !== this.#lastPlain) {
      this.#lastPlain = text;
      this.#out.write(`  ${text}\n`);
    }
  }

  /** What must be seen whenever it is said, such as that another is waited for. */
  say(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  /** A step is finished: its line stays. */
  done(text: string): void {
    this.clear();
    this.#out.write(`${colors.green("✓")} ${text}\n`);
    this.#drawn = this.#now();
  }

  /** Takes the live line away, so that something else can be written. */
  clear(): void {
    if (this.#visible) this.#out.write("\r\x1b[2K");
    this.#visible = false;
  }
}
