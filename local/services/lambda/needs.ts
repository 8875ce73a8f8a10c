// What calls of Lambda need: invocations, and the fetching of layers, are judged; the rest of the control plane is the root's. Source: the Service Authorization Reference.
import type { NeedsOf } from "../../iam/need.ts";

export const needs: NeedsOf = (request, { accountId }) => {
  const [, layer, version] = /^\/2018-10-31\/layers\/([^/]+)\/versions\/(\d+)\/?$/.exec(request.path) ?? [];
  if (layer && request.method === "GET") {
    const name = decodeURIComponent(layer);
    const arn = name.startsWith("arn:")
      ? name
      : `arn:aws:lambda:${request.region}:${accountId}:layer:${name}`;
    return [{ action: "lambda:GetLayerVersion", resource: `${arn}:${version}` }];
  }
  const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.path)?.[1];
  if (!invoked) return undefined;
  const name = decodeURIComponent(invoked);
  const resource = name.startsWith("arn:")
    ? name
    : `arn:aws:lambda:${request.region}:${accountId}:function:${name}`;
  return [{ action: "lambda:InvokeFunction", resource }];
};
