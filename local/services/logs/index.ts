// CloudWatch Logs: moto's groups and streams, whose keys must let it use them. What reaches them becomes metrics.
import type { MetricSink } from "../../gateway/metrics.ts";
import { inTurn, type LocalService } from "../../gateway/service.ts";
import type { Account } from "../../iam/account.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { logGroupKeys } from "./group-keys.ts";
import { LogMetrics } from "./metrics.ts";
import { queryDefinitions } from "./query-definitions.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const group = text(input.logGroupName);
  if (!group) return [{ action: `logs:${request.operation}`, resource: "*" }];
  const arn = `arn:aws:logs:${request.region}:${accountId}:log-group:${group}`;
  const stream = text(input.logStreamName);
  return [{ action: `logs:${request.operation}`, resource: stream ? `${arn}:log-stream:${stream}` : arn }];
};

interface Owner {
  account: Account;
  accountId: string;
  metrics: MetricSink;
}

export const logs = ({ account, accountId, metrics }: Owner): LocalService => ({
  services: ["logs"],
  target: { prefix: "Logs_20140328", version: "1.1" },
  needs,
  handle: inTurn(queryDefinitions(), logGroupKeys(account, accountId), new LogMetrics(metrics).handler),
});
