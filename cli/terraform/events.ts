// Terraform's machine-readable output, line by line: what is being waited for, what was changed, what went wrong.

export interface Changes {
  add: number;
  change: number;
  remove: number;
  /** What was planned, such as `create aws_s3_bucket.zone["landing"]`; absent where nothing was. */
  planned?: readonly string[];
}

interface Diagnostic {
  severity: "error" | "warning";
  summary: string;
  detail?: string;
  address?: string;
  range?: { filename: string; start: { line: number } };
}

interface Event {
  type?: string;
  "@message"?: string;
  diagnostic?: Diagnostic;
  hook?: { resource: { addr: string }; action: string };
  change?: { action: string; resource?: { addr: string } };
  changes?: Changes & { operation: string };
}

const VERBS: Record<string, string> = { create: "creating", update: "changing", delete: "destroying" };

/** Follows one Terraform run by its events. */
export class Watch {
  readonly #started = new Map<string, { action: string; at: number }>();
  readonly #errors: Diagnostic[] = [];
  readonly #text: string[] = [];
  readonly #now: () => number;
  #refreshed = 0;
  #done = 0;
  /** What is to be done, such as `create aws_s3_bucket.zone["landing"]`. */
  readonly planned: string[] = [];
  changes: Changes = { add: 0, change: 0, remove: 0 };

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes one line of Terraform's output. */
  line(text: string): void {
    const event = parse(text);
    if (!event) {
      if (text.trim()) this.#text.push(text);
      return;
    }
    const address = event.hook?.resource.addr;
    switch (event.type) {
      case "diagnostic":
        if (event.diagnostic?.severity === "error") this.#errors.push(event.diagnostic);
        break;
      case "planned_change":
        this.planned.push(`${event.change?.action} ${event.change?.resource?.addr}`);
        break;
      case "refresh_complete":
        this.#refreshed++;
        break;
      case "apply_start":
        // Data sources are read without being planned.
        if (address && event.hook?.action !== "read")
          this.#started.set(address, { action: event.hook?.action ?? "", at: this.#now() });
        break;
      case "apply_complete":
      case "apply_errored":
        if (address && this.#started.delete(address)) this.#done++;
        break;
      case "change_summary":
        if (event.changes) this.changes = event.changes;
        break;
    }
  }

  /** What is being waited for now: progress in numbers, and the resource that has taken longest. */
  status(): string {
    const longest = [...this.#started].sort((a, b) => a[1].at - b[1].at)[0];
    if (!longest)
      return this.planned.length > 0 || this.#refreshed === 0
        ? "reading and planning"
        : `refreshing, ${this.#refreshed} resources read`;
    const [address, { action, at }] = longest;
    const others = this.#started.size - 1;
    const elapsed = Math.round((this.#now() - at) / 1000);
    return `${this.#done}/${this.planned.length} · ${VERBS[action] ?? action} ${address} ${elapsed} s${others ? ` and ${others} more` : ""}`;
  }

  /** What Terraform said when it failed: its own words, without its trimmings. `errorOutput` is what it wrote on stderr. */
  words(errorOutput: string): string {
    const words = this.#errors.map(explain);
    if (words.length === 0) words.push(...plain([...this.#text, ...errorOutput.split("\n")]));
    return words.slice(0, 5).join("\n");
  }
}

function parse(line: string): Event | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Event;
  } catch {
    return undefined;
  }
}

function explain({ summary, detail, address, range }: Diagnostic): string {
  // "This was checked by the validation rule at …" names a line inside our module: no help to who reads it.
  const words = (detail ?? "").split(/\n+This was checked by/)[0]?.trim() ?? "";
  const place = range ? ` (${range.filename}:${range.start.line}${address ? `, ${address}` : ""})` : "";
  return `${summary}${words ? `: ${words}` : ""}${place}`;
}

/** Error text of a Terraform that wrote no JSON: frames and colours off. */
function plain(lines: readonly string[]): string[] {
  const text = lines
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
    .map((line) => line.replace(/\x1b\[[0-9;]*m/g, "").replace(/^[│╷╵\s]+/, ""))
    .filter((line) => line !== "")
    .slice(-12);
  return [text.join("\n") || "It said nothing."];
}
