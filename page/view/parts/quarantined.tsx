// Rows that break the contract: the text as the file has it, with what is wrong marked where it stands.
import { useState } from "preact/hooks";
import type { Mark, Quarantined } from "../../model/page.ts";
import { Badge, Empty } from "./badge.tsx";

const AT_FIRST = 10;

/** The text cut at its marks. Text stays text whatever it holds. */
function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  let at = 0;
  const parts = marks.flatMap(({ from, to, reasons }) => {
    if (from < at) return [];
    const before = text.slice(at, from);
    at = to;
    return [
      before,
      <mark key={from} title={reasons.join(", ")}>
        {text.slice(from, to)}
        <span class="hidden-label"> ({reasons.join(", ")})</span>
      </mark>,
    ];
  });
  return (
    <code class="line-text">
      {parts}
      {text.slice(at)}
    </code>
  );
}

export function QuarantinedRows({ rows }: { rows: readonly Quarantined[] }) {
  const [reason, setReason] = useState("");
  const [most, setMost] = useState(AT_FIRST);
  if (rows.length === 0)
    return <Empty title="Nothing is quarantined.">Every row that came keeps the contract.</Empty>;
  const reasons = [...new Set(rows.flatMap((row) => row.reasons))].sort();
  const chosen = reason ? rows.filter((row) => row.reasons.includes(reason)) : rows;
  return (
    <div>
      {reasons.length > 1 && (
        <p style={{ marginBottom: "1rem" }}>
          <select
            class="field filter"
            aria-label="Rows of one reason"
            value={reason}
            onChange={(event) => {
              setReason(event.currentTarget.value);
              setMost(AT_FIRST);
            }}
          >
            <option value="">all reasons</option>
            {reasons.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </p>
      )}
      {chosen.slice(0, most).map((row, at) => (
        <article key={at} class="broken">
          <header>
            <span>{row.line === undefined ? "whole file" : `line ${row.line}`}</span>
            <span class="badges">
              {row.reasons.map((one) => (
                <Badge key={one} tone="bad">
                  {one}
                </Badge>
              ))}
            </span>
            <span class="mono">{row.run_id.slice(0, 12)}</span>
          </header>
          <Marked text={row.text} marks={row.marks} />
        </article>
      ))}
      {chosen.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + 25)}>
          Show more of {chosen.length}
        </button>
      )}
    </div>
  );
}
