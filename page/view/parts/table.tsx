// A table that can be sorted, filtered and turned page by page, so that thousands of rows cost nothing.
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { count, counted } from "../format.ts";
import { Empty } from "./badge.tsx";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  right?: boolean;
  /** What it is sorted by; absent where it cannot be. */
  by?: (row: Row) => string | number;
}

interface Shown<Row> {
  /** What the table is of, for those who do not see it. */
  label: string;
  unit: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** The words that a row is found by; absent where there is no field to search. */
  words?: (row: Row) => string;
  perPage?: number;
  empty: ComponentChildren;
  identity: (row: Row) => string;
}

export function Table<Row>({ label, unit, columns, rows, words, perPage = 25, empty, identity }: Shown<Row>) {
  const [wanted, setWanted] = useState("");
  const [page, setPage] = useState(0);
  const [order, setOrder] = useState<{ column: number; down: boolean }>();
  const found = useMemo(() => {
    const lower = wanted.trim().toLowerCase();
    const left = words && lower ? rows.filter((row) => words(row).toLowerCase().includes(lower)) : [...rows];
    const by = order && columns[order.column]?.by;
    if (by) left.sort((a, b) => compared(by(a), by(b)) * (order.down ? -1 : 1));
    return left;
  }, [rows, wanted, order]);
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const at = Math.min(page, pages - 1);
  const shown = found.slice(at * perPage, (at + 1) * perPage);
  if (rows.length === 0) return <Empty title={String(empty)} />;
  return (
    <div>
      {words && rows.length > 8 && (
        <p style={{ marginBottom: "0.7rem" }}>
          <input
            class="field filter"
            type="search"
            placeholder={`Search ${plainly(unit)}`}
            aria-label={`Search ${label}`}
            value={wanted}
            onInput={(event) => {
              setWanted(event.currentTarget.value);
              setPage(0);
            }}
          />
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ title, right, by }, column) => (
                <th
                  key={title}
                  scope="col"
                  class={right ? "right" : ""}
                  aria-sort={order?.column === column ? (order.down ? "descending" : "ascending") : undefined}
                >
                  {by ? (
                    <button
                      type="button"
                      onClick={() =>
                        setOrder({ column, down: order?.column === column ? !order.down : Boolean(right) })
                      }
                    >
                      {title}
                      {order?.column === column ? (order.down ? " ↓" : " ↑") : ""}
                    </button>
                  ) : (
                    title
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={identity(row)}>
                {columns.map(({ title, cell, right }) => (
                  <td key={title} class={right ? "right nowrap" : ""}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {(pages > 1 || found.length !== rows.length) && (
        <div class="table-foot">
          <span aria-live="polite">
            {found.length === rows.length
              ? counted(rows.length, unit)
              : `${count(found.length)} of ${counted(rows.length, unit)}`}
            {pages > 1 && `, page ${at + 1} of ${pages}`}
          </span>
          {pages > 1 && (
            <span>
              <button type="button" class="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
                Previous
              </button>
              <button
                type="button"
                class="button"
                disabled={at === pages - 1}
                onClick={() => setPage(at + 1)}
              >
                Next
              </button>
            </span>
          )}
        </div>
      )}
    </div>
  );
}

const plainly = (unit: string): string => counted(2, unit).replace("2 ", "");

const compared = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
