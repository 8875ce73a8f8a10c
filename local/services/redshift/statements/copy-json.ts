// COPY of JSON: by the columns' names, by JSONPaths, or whole objects into one SUPER.
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { parseS3 } from "../../../sql/objects.ts";
import type { Clients } from "../../../sql/principal.ts";
import { identifier, literal, SqlError } from "../../../sql/tokens.ts";
import type { CopyOptions } from "./copy-options.ts";
import { asRole } from "./s3-errors.ts";
import type { ColumnDefinition } from "./table-definition.ts";

/** A SELECT of the columns' values. */
export async function jsonSource(
  files: readonly string[],
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  clients: Clients,
): Promise<string> {
  const list = `[${files.map(literal).join(", ")}]`;
  const compression = options.compression === "none" ? "" : `, compression=${literal(options.compression)}`;
  if (options.jsonPaths === "auto") {
    const types = columns
      .map((column) => `${literal(column.name)}: ${literal(column.type.duckdb)}`)
      .join(", ");
    const names = columns.map((column) => identifier(column.name)).join(", ");
    return `SELECT ${names} FROM read_json(${list}, columns={${types}}, format='auto'${compression}, hive_partitioning=false)`;
  }
  const values = (await pathsOf(columns, options, clients)).map((json, i) => {
    const type = columns[i]?.type;
    if (type?.name === "super") return json;
    // An object or an array is loaded as its text.
    return `CAST(json_extract_string(${json}, '$') AS ${type?.duckdb ?? "VARCHAR"})`;
  });
  return `SELECT ${values.join(", ")} FROM read_json_objects(${list}, format='auto'${compression}, hive_partitioning=false)`;
}

/** The SQL of each column's JSON. */
async function pathsOf(
  columns: readonly ColumnDefinition[],
  options: CopyOptions,
  clients: Clients,
): Promise<string[]> {
  if (options.jsonPaths === "noshred") {
    if (columns.length === 1 && columns[0]?.type.name === "super") return ["json"];
    throw new SqlError("ERROR", "COPY with the noshred option needs a table of one SUPER column");
  }
  if (options.jsonPaths === "auto ignorecase") {
    const key = (name: string): string =>
      `list_filter(json_keys(json), lambda k: lower(k) = ${literal(name.toLowerCase())})[1]`;
    return columns.map(({ name }) => `json_extract(json, '$."' || ${key(name)} || '"')`);
  }
  const { bucket, key } = parseS3(options.jsonPaths);
  const text = await asRole(async () => {
    const answer = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return answer.Body?.transformToString() ?? "";
  });
  const paths = readPaths(text, options.jsonPaths);
  if (paths.length !== columns.length) {
    throw new SqlError(
      "ERROR",
      `Number of jsonpaths and the number of columns should match. JSONPath size: ${paths.length}, Number of columns in table or column list: ${columns.length}`,
    );
  }
  return paths.map((path) => `json_extract(json, ${literal(path)})`);
}

/** The paths of a JSONPaths file, in DuckDB's notation. */
function readPaths(text: string, file: string): string[] {
  try {
    const { jsonpaths } = JSON.parse(text) as { jsonpaths: string[] };
    return jsonpaths.map((path) =>
      path.replace(/\[\s*['"](.*?)['"]\s*\]/g, (_, name: string) => `."${name}"`),
    );
  } catch {
    throw new SqlError(
      "ERROR",
      `Invalid JSONPath format: ${file} is not JSON with a list "jsonpaths" of texts`,
    );
  }
}
