// Names in AWS's other partitions.
import { expect, test } from "@jest/globals";
import { partitionOf, queueUrlOf } from "./partition.ts";

test.each([
  ["arn:aws:sqs:eu-west-1:123456789012:work", "https://sqs.eu-west-1.amazonaws.com/123456789012/work"],
  [
    "arn:aws-cn:sqs:cn-north-1:123456789012:work",
    "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/work",
  ],
  [
    "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:work",
    "https://sqs.us-gov-west-1.amazonaws.com/123456789012/work",
  ],
])("the URL of %s", (arn, url) => {
  expect(queueUrlOf(arn)).toBe(url);
  expect(arn.split(":")[1]).toBe(partitionOf(String(arn.split(":")[3])));
});
