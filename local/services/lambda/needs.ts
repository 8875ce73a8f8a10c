// What calls of Lambda need: invocations are judged, the control plane is the root's. Source: the Service Authorization Reference.
import type { NeedsOf } from "../../iam/need.ts";

export const needs: NeedsOf = (request, { accountId }) => {
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.path)?.[1];
  if (!invoked) return undefined;
  const name = decodeURIComponent(invoked);
  const resource = name.startsWith("arn:")
    ? name
    : `arn:aws:lambda:${request.region}:${accountId}:function:${name}`;
  return [{ action: "lambda:InvokeFunction", resource }];
};
