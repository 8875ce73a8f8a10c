// Hive's type names, as the Glue catalog keeps them, and what they are in DuckDB.
import { identifier } from "./tokens.ts";

export type HiveType =
  | { kind: "primitive"; name: string }
  | { kind: "decimal"; precision: number; scale: number }
  | { kind: "text"; name: "varchar" | "char"; length: number }
  | { kind: "array"; element: HiveType }
  | { kind: "map"; key: HiveType; value: HiveType }
  | { kind: "struct"; fields: { name: string; type: HiveType }[] };

const PRIMITIVES: Record<string, string> = {
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  string: "VARCHAR",
  date: "DATE",
  timestamp: "TIMESTAMP",
  binary: "BLOB",
};

/** Reads a type such as `array<struct<a:int,b:decimal(10,2)>>`; throws an Error that names what it cannot read. */
export function parseHiveType(text: string): HiveType {
  let at = 0;
  const fail = (): never => {
    throw new Error(`unknown column type '${text}'`);
  };
  const skip = (): void => {
    while (text[at] === " ") at++;
  };
  const take = (char: string): void => {
    skip();
    if (text[at] !== char) fail();
    at++;
  };
  const word = (): string => {
    skip();
    const match = /^[\w$]+/.exec(text.slice(at)) ?? /^`[^`]+`/.exec(text.slice(at));
    if (!match) return fail();
    at += match[0].length;
    return match[0].replaceAll("`", "");
  };
  const integer = (): number => {
    const value = Number(word());
    return Number.isInteger(value) ? value : fail();
  };
  const type = (): HiveType => {
    const name = word().toLowerCase();
    if (name in PRIMITIVES) return { kind: "primitive", name };
    if (name === "decimal" || name === "dec" || name === "numeric") {
      skip();
      if (text[at] !== "(") return { kind: "decimal", precision: 10, scale: 0 };
      take("(");
      const precision = integer();
      skip();
      let scale = 0;
      if (text[at] === ",") {
        take(",");
        scale = integer();
      }
      take(")");
      return { kind: "decimal", precision, scale };
    }
    if (name === "varchar" || name === "char") {
      skip();
      if (text[at] !== "(") return { kind: "primitive", name: "string" };
      take("(");
      const length = integer();
      take(")");
      return { kind: "text", name, length };
    }
    if (name === "array") {
      take("<");
      const element = type();
      take(">");
      return { kind: "array", element };
    }
    if (name === "map") {
      take("<");
      const key = type();
      take(",");
      const value = type();
      take(">");
      return { kind: "map", key, value };
    }
    if (name === "struct") {
      take("<");
      const fields: { name: string; type: HiveType }[] = [];
      for (;;) {
        const field = word();
        take(":");
        fields.push({ name: field, type: type() });
        skip();
        if (text[at] !== ",") break;
        at++;
      }
      take(">");
      return { kind: "struct", fields };
    }
    return fail();
  };
  const parsed = type();
  skip();
  return at === text.length ? parsed : fail();
}

/** The DuckDB type that holds a Hive type. */
export function duckdbType(type: HiveType): string {
  switch (type.kind) {
    case "primitive":
      return PRIMITIVES[type.name] as string;
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "text":
      return "VARCHAR";
    case "array":
      return `${duckdbType(type.element)}[]`;
    case "map":
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case "struct":
      return `STRUCT(${type.fields.map((f) => `${identifier(f.name)} ${duckdbType(f.type)}`).join(", ")})`;
  }
}

/** The Hive type in which a DuckDB type is declared when a query's result becomes a table; undefined where none fits. */
export function hiveTypeOf(duckdb: string): string | undefined {
  const simple: Record<string, string> = {
    TINYINT: "tinyint",
    SMALLINT: "smallint",
    INTEGER: "int",
    BIGINT: "bigint",
    FLOAT: "float",
    DOUBLE: "double",
    BOOLEAN: "boolean",
    VARCHAR: "string",
    DATE: "date",
    TIMESTAMP: "timestamp",
    BLOB: "binary",
    HUGEINT: "decimal(38,0)",
  };
  if (duckdb in simple) return simple[duckdb];
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb);
  if (decimal) return `decimal(${decimal[1]},${decimal[2]})`;
  if (duckdb.endsWith("[]")) {
    const element = hiveTypeOf(duckdb.slice(0, -2));
    return element && `array<${element}>`;
  }
  const map = /^MAP\((.*)\)$/s.exec(duckdb);
  if (map) {
    const [key, value] = parts(map[1] as string).map(hiveTypeOf);
    return key && value && `map<${key},${value}>`;
  }
  const struct = /^STRUCT\((.*)\)$/s.exec(duckdb);
  return struct ? structType(parts(struct[1] as string)) : undefined;
}

/** `"a b" INTEGER`, `c VARCHAR` → Hive's struct; undefined where a member has no type there. */
function structType(members: readonly string[]): string | undefined {
  const fields = members.map((member) => {
    const [, quoted, plain, type = ""] = /^(?:"((?:[^"]|"")*)"|(\S+)) (.*)$/s.exec(member) ?? [];
    const hive = hiveTypeOf(type);
    return hive && `${plainName((quoted?.replaceAll('""', '"') ?? plain ?? "").toLowerCase())}:${hive}`;
  });
  return fields.every((field) => field !== undefined) ? `struct<${fields.join(",")}>` : undefined;
}

/** A list's members, cut at the commas that are outside of brackets and quotes. */
function parts(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at <= list.length; at++) {
    const char = list[at];
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (at === list.length || (char === "," && depth === 0)) {
      found.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  return found;
}

/** A Hive type's name: what parseHiveType reads. */
export function hiveTypeText(type: HiveType): string {
  switch (type.kind) {
    case "primitive":
      return type.name;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "text":
      return `${type.name}(${type.length})`;
    case "array":
      return `array<${hiveTypeText(type.element)}>`;
    case "map":
      return `map<${hiveTypeText(type.key)},${hiveTypeText(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${plainName(field.name)}:${hiveTypeText(field.type)}`).join(",")}>`;
  }
}

const plainName = (name: string): string => (/^[\w$]+$/.test(name) ? name : `\`${name}\``);
