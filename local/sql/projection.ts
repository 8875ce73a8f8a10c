// Partition projection: partitions computed from a table's properties instead of registered ones (enum, integer, date).
import { type CatalogPartition, type CatalogTable, UnsupportedTable } from "./catalog-table.ts";

const MAX_PARTITIONS = 100_000;
const UNIT_MS: Record<string, number> = {
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
};

export function projectedPartitions(table: CatalogTable, now = new Date()): CatalogPartition[] {
  const keys = table.partitionKeys.map((key) => key.name);
  let combinations: string[][] = [[]];
  for (const key of keys) {
    const values = projectedValues(table, key, now);
    combinations = combinations.flatMap((head) => values.map((value) => [...head, value]));
    if (combinations.length > MAX_PARTITIONS) {
      throw new UnsupportedTable(
        `Table '${table.database}.${table.name}' projects more than ${MAX_PARTITIONS} partitions`,
      );
    }
  }
  const template =
    table.parameters["storage.location.template"] ??
    `${table.location.replace(/\/$/, "")}/${keys.map((key) => `${key}=\${${key}}`).join("/")}`;
  return combinations.map((values) => ({
    values,
    location: template.replace(/\$\{([^}]+)\}/g, (whole, key: string) => values[keys.indexOf(key)] ?? whole),
  }));
}

function projectedValues(table: CatalogTable, key: string, now: Date): string[] {
  const property = (name: string): string | undefined => table.parameters[`projection.${key}.${name}`];
  const refuse = (why: string): never => {
    throw new UnsupportedTable(`projection.${key} of '${table.database}.${table.name}': ${why}`);
  };
  const type = property("type");
  if (type === "enum") return (property("values") ?? "").split(",").map((value) => value.trim());
  const [first, last] = (property("range") ?? "").split(",").map((value) => value.trim());
  if (!first || !last) return refuse("the property range is missing");
  const interval = Number(property("interval") ?? 1);
  if (type === "integer") {
    const digits = Number(property("digits") ?? 0);
    const values: string[] = [];
    for (let n = Number(first); n <= Number(last) && values.length <= MAX_PARTITIONS; n += interval) {
      values.push(String(n).padStart(digits, "0"));
    }
    return values;
  }
  if (type === "date") {
    const format = property("format") ?? refuse("the property format is missing");
    const unit =
      property("interval.unit") ?? (/[Hh]/.test(format) ? "HOURS" : /d/.test(format) ? "DAYS" : "MONTHS");
    const end = parseBound(last, format, now);
    const values: string[] = [];
    for (
      let at = parseBound(first, format, now);
      at <= end && values.length <= MAX_PARTITIONS;
      at = step(at, unit, interval)
    ) {
      values.push(formatDate(at, format));
    }
    return values;
  }
  return refuse(`the type ${type} is not supported`);
}

function step(at: Date, unit: string, interval: number): Date {
  const milliseconds = UNIT_MS[unit];
  if (milliseconds) return new Date(at.getTime() + milliseconds * interval);
  const months = unit === "YEARS" ? 12 * interval : interval;
  return new Date(
    Date.UTC(
      at.getUTCFullYear(),
      at.getUTCMonth() + months,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
    ),
  );
}

/** A bound: a date in the column's format, or NOW with an offset such as `NOW-3DAYS`. */
function parseBound(text: string, format: string, now: Date): Date {
  const relative = /^NOW(?:([+-])(\d+)(SECONDS?|MINUTES?|HOURS?|DAYS?|WEEKS?|MONTHS?|YEARS?))?$/.exec(text);
  if (relative) {
    if (!relative[1]) return now;
    const unit = `${(relative[3] as string).replace(/S$/, "")}S`;
    return step(now, unit, Number(relative[2]) * (relative[1] === "-" ? -1 : 1));
  }
  const part = (letter: string, otherwise: number): number => {
    const at = format.replaceAll("'", "").indexOf(letter);
    if (at < 0) return otherwise;
    const length = /^(.)\1*/.exec(format.replaceAll("'", "").slice(at))?.[0].length ?? 2;
    return Number(text.slice(at, at + length));
  };
  return new Date(
    Date.UTC(part("y", 1970), part("M", 1) - 1, part("d", 1), part("H", 0), part("m", 0), part("s", 0)),
  );
}

function formatDate(at: Date, format: string): string {
  const iso = at.toISOString();
  const parts: Record<string, string> = {
    yyyy: iso.slice(0, 4),
    yy: iso.slice(2, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return format.replace(
    /'([^']*)'|yyyy|yy|MM|dd|HH|mm|ss/g,
    (piece, text?: string) => text ?? parts[piece] ?? piece,
  );
}
