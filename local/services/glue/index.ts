// The Glue catalog: moto's databases, tables and partitions.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Glue asks for the catalog, the database and the table, each of them. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const action = `glue:${request.operation}`;
  const base = `arn:aws:glue:${request.region}:${accountId}:`;
  const about = String(request.operation);
  if (!/Database|Table|Partition|ColumnStatistics/.test(about)) return undefined;
  const inner = (input.TableInput ?? input.DatabaseInput) as { Name?: string } | undefined;
  const ofDatabase = /Databases?$/.test(about);
  const database = text(input.DatabaseName) ?? (ofDatabase ? (text(input.Name) ?? inner?.Name) : undefined);
  const table = text(input.TableName) ?? (ofDatabase ? undefined : (text(input.Name) ?? inner?.Name));
  const resources = [`${base}catalog`];
  if (database) resources.push(`${base}database/${database}`);
  if (database && table) resources.push(`${base}table/${database}/${table}`);
  else if (database && /Tables$/.test(about)) resources.push(`${base}table/${database}/*`);
  return resources.map((resource) => ({ action, resource }));
};

export const glue = (): LocalService => ({
  services: ["glue"],
  target: { prefix: "AWSGlue", version: "1.1" },
  needs,
});
