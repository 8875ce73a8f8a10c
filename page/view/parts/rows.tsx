// Rows of an engine, as they came: a sample, or what a query gave.
import type { Rows as Data } from "../../model/page.ts";
import { Empty, Value } from "./badge.tsx";

const NUMERIC = /^(tinyint|smallint|int|bigint|decimal|numeric|double|float|real)/i;

export function Rows({ label, of }: { label: string; of: Data }) {
  if (of.columns.length === 0) return <Empty title="The statement gave no rows." />;
  if (of.rows.length === 0) return <Empty title="There are no rows." />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {of.columns.map(({ name, type }, at) => (
              <th key={at} scope="col" class={NUMERIC.test(type) ? "right" : ""}>
                {name}
                <small>{type}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row, line) => (
            <tr key={line}>
              {row.map((value, at) => (
                <td key={at} class={NUMERIC.test(of.columns[at]?.type ?? "") ? "right nowrap" : ""}>
                  <span class="clip" title={value ?? undefined}>
                    <Value of={value} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
