// Small words with a colour, and what is shown where there is nothing to show.
import type { ComponentChildren } from "preact";

export type Tone = "plain" | "good" | "bad" | "warn" | "accent";

export const Badge = ({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>{children}</span>
);

const TONES: Readonly<Record<string, Tone>> = {
  curated: "good",
  built: "good",
  kept: "good",
  passed: "good",
  OK: "good",
  used: "good",
  SUCCEEDED: "good",
  rejected: "bad",
  failed: "bad",
  error: "bad",
  ALARM: "bad",
  denied: "bad",
  refused: "bad",
  FAILED: "bad",
  warned: "warn",
  RUNNABLE: "warn",
  oversize: "warn",
  source_missing: "warn",
  skipped: "warn",
  stopped: "warn",
};

/** A state in the words of whoever told it. */
export const State = ({ of }: { of: string }) => (
  <Badge tone={TONES[of] ?? "plain"}>{of.replaceAll("_", " ")}</Badge>
);

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <strong>{title}</strong>
    {children && <span>{children}</span>}
  </div>
);

export const Value = ({ of }: { of: string | null | undefined }): ComponentChildren =>
  of === null || of === undefined ? <span class="null">null</span> : of;
