// What an alarm says to a topic when its state changes, in CloudWatch's words, and how it gets there: as
// cloudwatch.amazonaws.com, by the topic's policy and that of the key which encrypts it.
import { callForm } from "../../../gateway/call-form.ts";
import type { Forward } from "../../../gateway/service.ts";
import type { Account } from "../../../iam/account.ts";
import { attributesOf } from "../../../iam/attributes.ts";
import { serviceMay } from "../../../iam/service-may.ts";
import { type Alarm, isComposite, type State } from "./alarm.ts";
import { queriesOf } from "./evaluate.ts";

const SERVICE = "cloudwatch.amazonaws.com";
/** As notifications name them. Source: AWS General Reference, "Regions". Others go by their code. */
const REGIONS: Readonly<Record<string, string>> = {
  "us-east-1": "US East (N. Virginia)",
  "us-west-2": "US West (Oregon)",
  "eu-central-1": "EU (Frankfurt)",
  "eu-west-1": "EU (Ireland)",
};

export interface Notifier {
  forward: Forward;
  account: Account;
  accountId: string;
  region: string;
}

/** @returns why the topic did not get it; undefined where it did */
export async function notify(
  { forward, account, accountId, region }: Notifier,
  topic: string,
  alarm: Alarm,
  old: State,
): Promise<string | undefined> {
  const [, , service, topicRegion = region, owner] = topic.split(":");
  if (service !== "sns") return `The local AWS runs actions of SNS topics alone, and not ${topic}`;
  if (owner === accountId) {
    const refused =
      (await awsKeyOf(forward, topic)) ??
      (await refusalOf(account, accountId, topic, topicRegion, alarm.AlarmArn));
    if (refused) return refused;
  }
  const name = REGIONS[region] ?? region;
  const sent = await callForm(forward, "sns", topicRegion, {
    Action: "Publish",
    Version: "2010-03-31",
    TopicArn: topic,
    Subject: `${alarm.StateValue}: "${alarm.AlarmName}" in ${name}`.slice(0, 100),
    Message: JSON.stringify(messageOf(alarm, old, accountId, name)),
  });
  return sent === undefined ? `The topic ${topic} takes no message` : undefined;
}

/** AWS's own key of SNS lets no other service use it. Source: SNS Developer Guide, "Encryption at rest". */
async function awsKeyOf(forward: Forward, topic: string): Promise<string | undefined> {
  const { KmsMasterKeyId = "" } = await attributesOf(forward, topic);
  if (!KmsMasterKeyId.includes("alias/aws/sns")) return undefined;
  return `${SERVICE} may not use the key alias/aws/sns of ${topic}`;
}

async function refusalOf(
  account: Account,
  accountId: string,
  topic: string,
  region: string,
  alarm: string,
): Promise<string | undefined> {
  const context = { "aws:SourceArn": alarm, "aws:SourceOwner": accountId };
  const asked = { service: SERVICE, accountId, context };
  const policy = await account.policyOf(topic);
  if (!serviceMay(policy, { ...asked, action: "sns:Publish", resource: topic }))
    return `${SERVICE} is not authorized to perform: SNS:Publish on resource: ${topic}`;
  const key = await account.keyOf(topic, region);
  if (key === undefined) return undefined;
  for (const action of ["kms:Decrypt", "kms:GenerateDataKey"])
    if (!serviceMay(await account.keyPolicy(key), { ...asked, action, resource: key }))
      return `${SERVICE} is not authorized to perform: ${action} on the key of ${topic}`;
  return undefined;
}

function messageOf(alarm: Alarm, old: State, accountId: string, region: string): object {
  const common = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: accountId,
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    StateChangeTime: alarm.StateUpdatedTimestamp.toISOString().replace("Z", "+0000"),
    Region: region,
    AlarmArn: alarm.AlarmArn,
    OldStateValue: old,
    OKActions: alarm.OKActions,
    AlarmActions: alarm.AlarmActions,
    InsufficientDataActions: alarm.InsufficientDataActions,
  };
  if (isComposite(alarm)) return { ...common, AlarmRule: alarm.AlarmRule };
  const { Statistic, ExtendedStatistic, Dimensions } = alarm;
  return {
    ...common,
    AlarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp.toISOString(),
    Trigger: {
      MetricName: alarm.MetricName,
      Namespace: alarm.Namespace,
      StatisticType: ExtendedStatistic ? "ExtendedStatistic" : "Statistic",
      Statistic: Statistic?.toUpperCase(),
      ExtendedStatistic,
      Dimensions: Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
      Period: alarm.Period,
      EvaluationPeriods: alarm.EvaluationPeriods,
      DatapointsToAlarm: alarm.DatapointsToAlarm,
      ComparisonOperator: alarm.ComparisonOperator,
      Threshold: alarm.Threshold,
      TreatMissingData: alarm.TreatMissingData ?? "missing",
      ...(alarm.Metrics && { Metrics: queriesOf(alarm).queries }),
    },
  };
}
