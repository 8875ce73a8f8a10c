// What was measured: a table for people, or one JSON object of all tables for machines.

const tables: Record<string, object> = {};
let isJson = false;

/** From now on nothing is printed until `endReport`. */
export function reportJson(): void {
  isJson = true;
}

/** @param rows by what was measured: of each its figures, by name and unit */
export function report(title: string, rows: Readonly<Record<string, object>>): void {
  if (isJson) {
    tables[title] = rows;
    return;
  }
  console.log(`\n${title}:`);
  console.table(rows);
}

export function endReport(): void {
  if (isJson) console.log(JSON.stringify(tables));
}
