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
    const group = text(input.WorkGroup) ?? (operation === "StartQueryExecution" ? "primary" : undefined);
    return group === undefined ? undefined : on(group);
  };
