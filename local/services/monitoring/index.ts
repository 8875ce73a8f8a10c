// CloudWatch: moto's metrics and alarms.
import type { LocalService } from "../../gateway/service.ts";
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";

/** Source: the Service Authorization Reference. */
const needs: NeedsOf = (request) => {
  if (request.operation !== "PutMetricData") return undefined;
  const namespace = text(inputOf(request).Namespace);
  const context = namespace ? { "cloudwatch:namespace": namespace } : undefined;
  return [{ action: "cloudwatch:PutMetricData", resource: "*", context }];
};

export const monitoring = (): LocalService => ({
  services: ["monitoring"],
  needs,
});
