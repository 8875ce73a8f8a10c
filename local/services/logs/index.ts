// CloudWatch Logs: moto's groups and streams.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const group = text(input.logGroupName);
  if (!group) return [{ action: `logs:${request.operation}`, resource: "*" }];
  const arn = `arn:aws:logs:${request.region}:${accountId}:log-group:${group}`;
  const stream = text(input.logStreamName);
  return [{ action: `logs:${request.operation}`, resource: stream ? `${arn}:log-stream:${stream}` : arn }];
};

export const logs = (): LocalService => ({
  services: ["logs"],
  target: { prefix: "Logs_20140328", version: "1.1" },
  needs,
});
