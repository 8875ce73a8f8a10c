// What a dataset's curated columns hold: how full they are, how many values, from what to what, and which most often.
import type { ColumnProfile, Profile } from "../../model/page.ts";
import { count, share, short } from "../format.ts";
import { Value } from "./badge.tsx";

export function ProfileTable({ of, dataset }: { of: Profile; dataset: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={`Columns of ${dataset}`} style={{ maxHeight: "none" }}>
      <table>
        <thead>
          <tr>
            <th scope="col">column</th>
            <th scope="col">filled</th>
            <th scope="col" class="right">
              values
            </th>
            <th scope="col">from … to</th>
            <th scope="col">most frequent</th>
          </tr>
        </thead>
        <tbody>
          {of.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">
                {column.name} <span class="soft small">{column.type}</span>
              </th>
              <td>
                <Filled of={column} rows={of.rows} />
              </td>
              <td class="right nowrap">
                {column.distinct === undefined ? "" : `~${short(column.distinct)}`}
              </td>
              <td>
                {column.min !== undefined && column.min !== null && (
                  <span class="clip" title={`${column.min} … ${column.max}`}>
                    {column.min} … <Value of={column.max} />
                  </span>
                )}
              </td>
              <td>
                <Top of={column} rows={of.rows} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Filled({ of, rows }: { of: ColumnProfile; rows: number }) {
  const full = rows - of.nulls;
  return (
    <span class="nowrap">
      <span class="meter" style={{ marginTop: "0.45rem" }}>
        <i style={{ width: `${rows === 0 ? 0 : (full / rows) * 100}%` }} />
      </span>
      <span class="small soft">
        {share(full, rows)}
        {of.nulls > 0 && `, ${short(of.nulls)} null`}
      </span>
    </span>
  );
}

function Top({ of, rows }: { of: ColumnProfile; rows: number }) {
  if (of.top.length === 0) return null;
  const most = Math.max(...of.top.map((one) => one.rows), 1);
  return (
    <ul class="top">
      {of.top.map(({ value, rows: times }) => (
        <li key={String(value)}>
          <span class="bar" title={`${value ?? "null"}: ${count(times)} rows, ${share(times, rows)}`}>
            <i style={{ width: `${(times / most) * 100}%` }} />
            <Value of={value} />
          </span>
          <span class="right soft">{short(times)}</span>
        </li>
      ))}
    </ul>
  );
}
