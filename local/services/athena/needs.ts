// What calls of Athena need. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Operations on an execution need their action on the workgroup that it was started in. */
const OF_EXECUTIONS = [
  "GetQueryExecution",
  "GetQueryResults",
  "GetQueryResultsStream",
  "GetQueryRuntimeStatistics",
  "StopQueryExecution",
];

/** Operations on a data catalog, and on what lies in it. */
const OF_CATALOGS = [
  "GetDataCatalog",
  "ListDatabases",
  "GetDatabase",
  "ListTableMetadata",
  "GetTableMetadata",
];

/** @param groupOf the workgroup of an execution; undefined where there is no such execution */
export const needsOf =
  (groupOf: (executionId: string) => Promise<string | undefined>): NeedsOf =>
  async (request, { accountId }) => {
    const { operation = "", region } = request;
    const input = inputOf(request);
    const on = (group: string) => [
      {
        action: `athena:${operation}`,
        resource: `arn:aws:athena:${region}:${accountId}:workgroup/${group}`,
      },
    ];
    if (OF_EXECUTIONS.includes(operation)) {
      const group = await groupOf(text(input.QueryExecutionId) ?? "");
      // What is not there is refused as such.
      return group === undefined ? [] : on(group);
    }
    if (OF_CATALOGS.includes(operation)) {
      const catalog = text(input.CatalogName) ?? text(input.Name);
      const resource = `arn:aws:athena:${region}:${accountId}:datacatalog/${catalog ?? "AwsDataCatalog"}`;
      return [{ action: `athena:${operation}`, resource }];
    }
    const group = text(input.WorkGroup) ?? (operation === "StartQueryExecution" ? "primary" : undefined);
    return group === undefined ? undefined : on(group);
  };
