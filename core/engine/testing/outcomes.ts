// For tests of columns: values in, what becomes of each out.
import { importBytes } from "./harness.ts";

const csv = (...values: string[]): string =>
  `v,n\n${values.map((value, at) => `"${value.replaceAll('"', '""')}",${at}`).join("\n")}\n`;

/** What each value of one column becomes: its curated text, null, or its reasons. */
export async function outcomes(column: object, values: string[], dataset: object = {}): Promise<unknown[]> {
  const { rows, quarantine } = await importBytes(
    {
      ...dataset,
      columns: [
        { name: "v", ...column },
        { name: "n", type: "int" },
      ],
    },
    csv(...values),
  );
  const out: unknown[] = [];
  for (const { v, n } of rows) out[Number(n)] = v;
  for (const { raw, reasons } of quarantine)
    out[Number(raw.slice(raw.lastIndexOf(",") + 1))] = reasons.join(" ");
  return out;
}
