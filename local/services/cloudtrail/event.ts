// A record of CloudTrail, as its log files hold it. Source: CloudTrail User Guide, "CloudTrail record contents".

/** What a data event is about, as event selectors name it. */
export type DataResource = "AWS::S3::Object" | "AWS::Lambda::Function" | "AWS::DynamoDB::Table";

export interface ResourceOf {
  ARN?: string;
  /** Of a listing, which is about no one object. */
  ARNPrefix?: string;
  accountId?: string;
  type: string;
}

/** What a request is, to CloudTrail. */
export interface What {
  name: string;
  readOnly: boolean;
  /** The kind of a data event; absent for one of management. */
  data?: DataResource;
  resources?: ResourceOf[];
}

export interface UserIdentity {
  type: "Root" | "IAMUser" | "AssumedRole" | "AWSAccount" | "AWSService";
  principalId?: string;
  arn?: string;
  accountId?: string;
  accessKeyId?: string;
  userName?: string;
  invokedBy?: string;
  sessionContext?: {
    sessionIssuer: { type: "Role"; principalId: string; arn: string; accountId: string; userName: string };
    attributes: { creationDate: string; mfaAuthenticated: "false" };
  };
}

export interface CloudTrailEvent {
  eventVersion: "1.11";
  userIdentity: UserIdentity;
  /** ISO 8601, to the second. */
  eventTime: string;
  eventSource: string;
  eventName: string;
  awsRegion: string;
  sourceIPAddress: string;
  userAgent: string;
  errorCode?: string;
  errorMessage?: string;
  requestParameters: Record<string, unknown> | null;
  responseElements: null;
  requestID: string;
  eventID: string;
  readOnly: boolean;
  resources?: ResourceOf[];
  eventType: "AwsApiCall";
  managementEvent: boolean;
  recipientAccountId: string;
  eventCategory: "Management" | "Data";
}

/** A time as records and digests write it. @param at milliseconds since the epoch */
export const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
