// MSCK REPAIR TABLE: the hive-style folders below a table's location become partitions.
import { getPartitions } from "../../../sql/catalog.ts";
import { listObjects, parseS3 } from "../../../sql/objects.ts";
import { Cursor } from "../../../sql/structure.ts";
import type { Token } from "../../../sql/tokens.ts";
import { tableName } from "../trino/table-name.ts";
import type { Statement, StatementContext, StatementResult } from "./statement.ts";
import { addPartitions, withSlash } from "./write.ts";

async function run(context: StatementContext): Promise<StatementResult> {
  const cursor = new Cursor(context.tokens);
  cursor.expect("msck", "repair", "table");
  const at = cursor.peek() as Token;
  const name = tableName(cursor.path(), context.database, at);
  cursor.end();
  const { environment } = context;
  const table = await environment.table(name);
  const known = new Set(
    (await getPartitions(environment.clients.glue, table)).map((p) => p.values.join("\0")),
  );
  const root = parseS3(withSlash(table.location));
  const found = new Map<string, { values: string[]; location: string }>();
  for (const object of await listObjects(environment.clients.s3, root)) {
    const parts = object.key.slice(root.key.length).split("/").slice(0, table.partitionKeys.length);
    const values = parts.map((part, i) => {
      const key = table.partitionKeys[i]?.name;
      const cut = part.indexOf("=");
      return cut > 0 && part.slice(0, cut).toLowerCase() === key
        ? decodeURIComponent(part.slice(cut + 1))
        : undefined;
    });
    if (values.length !== table.partitionKeys.length || values.some((value) => value === undefined)) continue;
    const id = values.join("\0");
    if (known.has(id) || found.has(id)) continue;
    found.set(id, {
      values: values as string[],
      location: `s3://${root.bucket}/${root.key}${parts.join("/")}/`,
    });
  }
  await addPartitions(context, table, found.values());
  const list = [...found.values()].map((partition) => `${table.name}:${partition.values.join("/")}`);
  return {
    kind: "text",
    columns: [],
    rows: list.length > 0 ? [[`Partitions not in metastore:\t${list.join("\t")}`]] : [],
  };
}

export const repairTable: Statement = { kind: "DDL", type: "MSCK_REPAIR_TABLE", run };
