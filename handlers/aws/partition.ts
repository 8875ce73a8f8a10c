// AWS's partitions: what ARNs begin with, and what host names end in.
// Source: AWS General Reference, "Amazon Resource Names"; the SDK's own list of partitions.

interface Partition {
  name: string;
  regions: RegExp;
  dnsSuffix: string;
}

const COMMERCIAL: Partition = { name: "aws", regions: /^/, dnsSuffix: "amazonaws.com" };
const PARTITIONS: readonly Partition[] = [
  { name: "aws-cn", regions: /^cn-/, dnsSuffix: "amazonaws.com.cn" },
  { name: "aws-us-gov", regions: /^us-gov-/, dnsSuffix: "amazonaws.com" },
  { name: "aws-iso", regions: /^us-iso-/, dnsSuffix: "c2s.ic.gov" },
  { name: "aws-iso-b", regions: /^us-isob-/, dnsSuffix: "sc2s.sgov.gov" },
  { name: "aws-eusc", regions: /^eusc-/, dnsSuffix: "amazonaws.eu" },
];

/** `aws`, `aws-cn`, `aws-us-gov`, … */
export const partitionOf = (region: string): string =>
  (PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL).name;

/** The URL of the queue of an ARN. */
export function queueUrlOf(arn: string): string {
  const [, partition, , region, account, name] = arn.split(":");
  const { dnsSuffix } = PARTITIONS.find((one) => one.name === partition) ?? COMMERCIAL;
  return `https://sqs.${region}.${dnsSuffix}/${account}/${name}`;
}
