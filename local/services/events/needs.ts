// What calls of EventBridge need: putting events is judged, the control plane is the root's. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

export const needs: NeedsOf = (request, { accountId }) => {
  if (request.operation !== "PutEvents") return undefined;
  const { Entries = [] } = inputOf(request) as { Entries?: Record<string, unknown>[] };
  return Entries.map(({ EventBusName, Source, DetailType }) => {
    const bus = text(EventBusName) ?? "default";
    return {
      action: "events:PutEvents",
      resource: bus.startsWith("arn:")
        ? bus
        : `arn:aws:events:${request.region}:${accountId}:event-bus/${bus}`,
      context: {
        "events:source": text(Source) ?? "",
        "events:detail-type": text(DetailType) ?? "",
      },
    };
  });
};
