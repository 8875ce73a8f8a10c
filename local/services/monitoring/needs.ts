// What CloudWatch's operations need of IAM. Source: the Service Authorization Reference.
import type { ServiceRequest } from "../../gateway/service.ts";
import type { Need } from "../../iam/need.ts";
import { type Input, inputOf } from "./api/protocol.ts";

const OF_ALARMS =
  /^(PutMetricAlarm|PutCompositeAlarm|DeleteAlarms|SetAlarmState|DescribeAlarms|DescribeAlarmHistory|EnableAlarmActions|DisableAlarmActions)$/;
const OF_TAGS = /^(TagResource|UntagResource|ListTagsForResource)$/;

export function needs(request: ServiceRequest, accountId: string): Need[] | undefined {
  const { operation = "", region } = request;
  const action = `cloudwatch:${operation}`;
  let input: Input;
  try {
    input = inputOf(request);
  } catch {
    return undefined;
  }
  if (operation === "PutMetricData") {
    const context = { "cloudwatch:namespace": String(input.Namespace ?? "") };
    return [{ action, resource: "*", context }];
  }
  if (OF_TAGS.test(operation)) return [{ action, resource: String(input.ResourceARN ?? "*") }];
  if (!OF_ALARMS.test(operation)) return [{ action, resource: "*" }];
  const names = [input.AlarmName ?? input.AlarmNames ?? []].flat() as string[];
  const alarm = (name: string) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
  return (names.length > 0 ? names : ["*"]).map((name) => ({ action, resource: alarm(name) }));
}
