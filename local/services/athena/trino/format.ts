// Values as Athena writes them in result files and answers: text for everything, as Java would print it.
import { createReadStream, createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { identifier, literal } from "../../../sql/tokens.ts";
import { ZONED_TYPE } from "./types.ts";

/** A SQL expression that gives a column's values as Athena's text. */
export function textOf(column: string, type: string): string {
  if (type === "VARCHAR" || type === "JSON") return `CAST(${column} AS VARCHAR)`;
  if (type === "BOOLEAN") return `CASE WHEN ${column} THEN 'true' WHEN NOT ${column} THEN 'false' END`;
  if (type === "DOUBLE" || type === "FLOAT") return javaDouble(column);
  if (type === "TIMESTAMP") return `strftime(${column}, '%Y-%m-%d %H:%M:%S.%g')`;
  if (type === "TIMESTAMP WITH TIME ZONE") {
    return `strftime(timezone('UTC', ${column}), '%Y-%m-%d %H:%M:%S.%g UTC')`;
  }
  if (type === "BLOB") {
    return `rtrim(regexp_replace(lower(hex(${column})), '(..)', '\\1 ', 'g'))`;
  }
  if (type.endsWith("[]")) {
    const inner = type.slice(0, -2);
    const element =
      inner === "INTERVAL"
        ? 'trino_interval("__v")'
        : ZONED_TYPE.test(inner)
          ? `strftime(timezone("__v".zone, "__v".instant), '%Y-%m-%d %H:%M:%S.%g ') || "__v".zone`
          : textOf('"__v"', inner);
    return `'[' || array_to_string(list_transform(${column}, lambda "__v": coalesce(${element}, 'null')), ', ') || ']'`;
  }
  if (ZONED_TYPE.test(type)) return `trino_varchar(${column})`;
  if (/^DECIMAL\((\d+),\s*\1\)$/.test(type))
    return `regexp_replace(CAST(${column} AS VARCHAR), '^(-?)[.]', '\\10.')`;
  if (type === "INTERVAL") return `CAST(${column} AS VARCHAR)`;
  if (type.startsWith("MAP(")) {
    const [key, value] = mapTypes(type);
    const pair = `${textOf('"__e".key', key)} || '=' || coalesce(${textOf('"__e".value', value)}, 'null')`;
    return `'{' || array_to_string(list_transform(map_entries(${column}), lambda "__e": ${pair}), ', ') || '}'`;
  }
  if (type.startsWith("STRUCT(")) {
    const fields = structFields(type);
    const parts = fields.map(
      (field) =>
        `${literal(`${field.name}=`)} || coalesce(${textOf(`(${column}).${identifier(field.name)}`, field.type)}, 'null')`,
    );
    return `CASE WHEN ${column} IS NOT NULL THEN '{' || ${parts.join(" || ', ' || ")} || '}' END`;
  }
  return `CAST(${column} AS VARCHAR)`;
}

/** Double.toString: plain between 1e-3 and 1e7, otherwise with one digit before the point and E. */
function javaDouble(column: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  return (
    `CASE WHEN isnan(${column}) THEN 'NaN' WHEN isinf(${column}) THEN CASE WHEN ${column} > 0 THEN 'Infinity' ELSE '-Infinity' END ` +
    `WHEN ${column} = 0 OR (abs(${column}) >= 0.001 AND abs(${column}) < 10000000) THEN ${text} ` +
    `ELSE trino_exponent(${text}) END`
  );
}

/** The types of a map's keys and values. */
function mapTypes(type: string): [key: string, value: string] {
  const inner = type.slice("MAP(".length, -1);
  let depth = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "(") depth++;
    if (inner[i] === ")") depth--;
    if (inner[i] === "," && depth === 0) return [inner.slice(0, i).trim(), inner.slice(i + 1).trim()];
  }
  return ["VARCHAR", "VARCHAR"];
}

/** The fields of DuckDB's description of a struct. */
function structFields(type: string): { name: string; type: string }[] {
  const inner = type.slice("STRUCT(".length, -1);
  const fields: { name: string; type: string }[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  const add = (end: number): void => {
    const text = inner.slice(start, end).trim();
    const match = /^(?:"((?:[^"]|"")*)"|(\w+))\s+(.*)$/s.exec(text);
    if (match)
      fields.push({
        name: match[1]?.replaceAll('""', '"') ?? (match[2] as string),
        type: match[3] as string,
      });
  };
  for (let i = 0; i < inner.length; i++) {
    const char = inner[i];
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (char === "," && depth === 0) {
      add(i);
      start = i + 1;
    }
  }
  add(inner.length);
  return fields;
}

/** Puts the header line before the rows of a result file, streamed: every name quoted, as every value is. */
export async function formatHeader(names: readonly string[], body: string, file: string): Promise<void> {
  const header = `${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",")}\n`;
  await writeFile(file, header);
  await pipeline(createReadStream(body), createWriteStream(file, { flags: "a" }));
}
