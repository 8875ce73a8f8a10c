// What a topic's ARN says: where its SNS is.

/** The parts of a topic's ARN. */
export interface Topic {
  arn: string;
  region: string;
  /** The address of the SNS of its region, from which certificates and confirmations come: https://sns.REGION.amazonaws.com[.cn]. */
  origin: string;
}

const ARN =
  /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2,3}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/;

/** @returns undefined where it is not the ARN of a topic in a region that has SNS under amazonaws.com[.cn] */
export function topicOf(arn: string): Topic | undefined {
  const [, partition, region] = ARN.exec(arn) ?? [];
  if (partition === undefined || region === undefined) return undefined;
  if (region.startsWith("cn-") !== (partition === "aws-cn")) return undefined;
  if (region.startsWith("us-gov-") !== (partition === "aws-us-gov")) return undefined;
  return {
    arn,
    region,
    origin: `https://sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`,
  };
}
