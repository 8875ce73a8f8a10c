// A trail, as Terraform sets it, and what has become of its deliveries.
import type { CloudTrailEvent } from "./event.ts";
import type { Selectors } from "./selectors.ts";

/** As CreateTrail and UpdateTrail take it. */
export interface Settings {
  S3BucketName: string;
  S3KeyPrefix?: string | undefined;
  SnsTopicName?: string | undefined;
  IncludeGlobalServiceEvents: boolean;
  IsMultiRegionTrail: boolean;
  EnableLogFileValidation: boolean;
  CloudWatchLogsLogGroupArn?: string | undefined;
  CloudWatchLogsRoleArn?: string | undefined;
  KmsKeyId?: string | undefined;
}

/** Milliseconds since the epoch, and what went wrong last. */
export interface Status {
  logging: boolean;
  started?: number;
  stopped?: number;
  delivered?: number;
  deliveryError?: string | undefined;
  told?: number;
  tellingError?: string | undefined;
  digested?: number;
  digestError?: string | undefined;
}

/** A log file that stands in no digest yet. */
export interface LogFile {
  s3Bucket: string;
  s3Object: string;
  hashValue: string;
  hashAlgorithm: "SHA-256";
  newestEventTime: string;
  oldestEventTime: string;
}

/** The last digest of a region, on which the next one rests. */
export interface LastDigest {
  bucket: string;
  key: string;
  hash: string;
  signature: string;
}

/** What is at work in one region of a trail. */
export interface RegionLog {
  pending: CloudTrailEvent[];
  files: LogFile[];
  /** Milliseconds since the epoch: where the digest that comes next begins. */
  digestFrom: number;
  last?: LastDigest;
}

export interface Trail {
  name: string;
  arn: string;
  region: string;
  settings: Settings;
  selectors: Selectors;
  tags: Map<string, string>;
  status: Status;
  regions: Map<string, RegionLog>;
}

export const prefixOf = ({ settings }: Trail): string =>
  settings.S3KeyPrefix ? `${settings.S3KeyPrefix}/` : "";

/** What it logs of a region; begun when there is something to log. */
export function regionLog(trail: Trail, region: string, now: number): RegionLog {
  let log = trail.regions.get(region);
  if (!log) {
    log = { pending: [], files: [], digestFrom: trail.status.started ?? now };
    trail.regions.set(region, log);
  }
  return log;
}
