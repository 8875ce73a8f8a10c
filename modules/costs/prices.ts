// Published prices, once each. Region: us-east-1 (N. Virginia); US dollars, without free tiers, discounts and taxes.

/** When they were put together. */
export const PRICES_OF = "the beginning of 2026";

interface Price {
  what: string;
  /** Of one unit. */
  usd: number;
  unit: string;
  /** AWS's page. */
  page: string;
  /** It was found in a document while this was written; what was not is to be checked first. */
  read: boolean;
}

const price = (what: string, usd: number, unit: string, page: string, read = false): Price => ({
  what,
  usd,
  unit,
  page,
  read,
});

export const PRICES = {
  lambda: price("Lambda on arm64", 0.0000133334, "GB-second", "lambda/pricing", true),
  invocation: price("invocation of Lambda", 0.0000002, "invocation", "lambda/pricing", true),
  storage: price("S3 Standard", 0.023, "GB and month", "s3/pricing", true),
  glacierInstant: price("S3 Glacier Instant Retrieval", 0.004, "GB and month", "s3/pricing"),
  glacier: price("S3 Glacier Flexible Retrieval", 0.0036, "GB and month", "s3/pricing"),
  deepArchive: price("S3 Glacier Deep Archive", 0.00099, "GB and month", "s3/pricing", true),
  put: price("S3 PUT, COPY, POST, LIST", 0.000005, "request", "s3/pricing"),
  get: price("S3 GET", 0.0000004, "request", "s3/pricing"),
  sqs: price("SQS, standard queue", 0.0000004, "request", "sqs/pricing"),
  sns: price("SNS, publication", 0.0000005, "publication", "sns/pricing"),
  snsHttps: price("SNS, delivery over HTTPS", 0.0000006, "delivery", "sns/pricing"),
  write: price("DynamoDB on demand, write of 1 KB", 0.000000625, "write", "dynamodb/pricing/on-demand", true),
  readItem: price(
    "DynamoDB on demand, read of 4 KB",
    0.000000125,
    "read",
    "dynamodb/pricing/on-demand",
    true,
  ),
  key: price("KMS key", 1, "key and month", "kms/pricing"),
  keyUse: price("use of a KMS key", 0.000003, "request", "kms/pricing"),
  secret: price("secret", 0.4, "secret and month", "secrets-manager/pricing"),
  alarm: price("alarm on a metric", 0.1, "alarm and month", "cloudwatch/pricing"),
  composite: price("composite alarm", 0.5, "alarm and month", "cloudwatch/pricing"),
  dashboard: price("dashboard", 3, "dashboard and month", "cloudwatch/pricing", true),
  metric: price("metric of one's own", 0.3, "metric and month", "cloudwatch/pricing", true),
  logs: price("logs taken in", 0.5, "GB", "cloudwatch/pricing", true),
  firehose: price("Firehose, taken in", 0.029, "GB", "firehose/pricing"),
  athena: price("Athena, bytes scanned", 5, "TB", "athena/pricing"),
  rest: price("REST API", 0.0000035, "request", "api-gateway/pricing"),
  rpu: price("Redshift Serverless", 0.375, "RPU-hour", "redshift/pricing"),
  fargateCpu: price("Fargate, vCPU on x86_64", 0.04048, "vCPU-hour", "fargate/pricing", true),
  fargateMemory: price("Fargate, memory on x86_64", 0.004445, "GB-hour", "fargate/pricing", true),
  dataEvent: price("CloudTrail, data event", 0.000001, "event", "cloudtrail/pricing", true),
  secondTrail: price(
    "CloudTrail, management event of a second trail",
    0.00002,
    "event",
    "cloudtrail/pricing",
    true,
  ),
} as const;

export type PriceName = keyof typeof PRICES;
