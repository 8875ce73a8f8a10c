// What calls of Athena need. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

export const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const group =
    text(input.WorkGroup) ?? (request.operation === "StartQueryExecution" ? "primary" : undefined);
  if (!group) return undefined;
  const resource = `arn:aws:athena:${request.region}:${accountId}:workgroup/${group}`;
  return [{ action: `athena:${request.operation}`, resource }];
};
