// Whether rows of the contract's types can stand in a table that is there already. Redshift would insert what does not fit
// all the same where it knows a cast: 1.50 into an integer as 2.
import { HeadraceError } from "../../core/errors.ts";
import type { LoadTable } from "./table.ts";

/** A column as information_schema.columns tells of it. */
export interface StandingColumn {
  column_name: string;
  data_type: string;
  numeric_precision: number | null;
  numeric_scale: number | null;
}

/** The columns that the table lacks. */
export function lackingColumns({ columns }: LoadTable, standing: readonly string[]): LoadTable["columns"] {
  const there = new Set(standing);
  return columns.filter(({ name }) => !there.has(name));
}

/** The columns that the table lacks; throws where one that it has would change the values. */
export function missingColumns(
  schema: string,
  table: LoadTable,
  standing: readonly StandingColumn[],
): LoadTable["columns"] {
  const { dataset, columns } = table;
  const there = new Map(standing.map((column) => [column.column_name, column]));
  for (const { name, type } of columns) {
    const own = there.get(name);
    if (!own || holds(own, type)) continue;
    throw new HeadraceError(
      "column_changed",
      `${schema}.${dataset} has ${name} as ${told(own)}, and the contract says ${type}: the values would change on their way.`,
      `Make the column fit, or rename the table and load it again; nothing was loaded, and the message comes again.`,
    );
  }
  return lackingColumns(table, [...there.keys()]);
}

const told = ({ data_type, numeric_precision: precision, numeric_scale: scale }: StandingColumn): string =>
  data_type === "numeric" ? `decimal(${precision}, ${scale})` : data_type;

/** What else than its own type a column holds without loss. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  integer: ["bigint"],
  timestamp: ["timestamp without time zone"],
};

function holds(own: StandingColumn, type: string): boolean {
  // Too long a text is an error, and no loss.
  if (type.startsWith("varchar")) return own.data_type === "character varying";
  const [, precision, scale] = /^decimal\((\d+), (\d+)\)$/.exec(type) ?? [];
  if (precision === undefined)
    return own.data_type === type || (WIDER[type]?.includes(own.data_type) ?? false);
  if (own.data_type !== "numeric") return false;
  const [p, s] = [Number(own.numeric_precision), Number(own.numeric_scale)];
  return s >= Number(scale) && p - s >= Number(precision) - Number(scale);
}
