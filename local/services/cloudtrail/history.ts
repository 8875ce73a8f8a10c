// The event history that every account has without a trail: its management events, by LookupEvents. Source: CloudTrail API,
// LookupEvents.
import { ApiError } from "../../gateway/aws-json.ts";
import type { CloudTrailEvent } from "./event.ts";
import { userNameOf } from "./identity.ts";

/** Kept of each region; AWS keeps ninety days. */
const MOST_EVENTS = 5000;
const MOST_RESULTS = 50;

export interface LookupInput {
  LookupAttributes?: { AttributeKey?: string; AttributeValue?: string }[];
  /** Seconds since the epoch. */
  StartTime?: number;
  EndTime?: number;
  EventCategory?: string;
  MaxResults?: number;
  NextToken?: string;
}

interface Named {
  ResourceType: string;
  ResourceName: string;
}

/** What an event is about, as LookupEvents names it. */
function resourcesOf({ resources = [], requestParameters }: CloudTrailEvent): Named[] {
  if (resources.length > 0)
    return resources.map(({ type, ARN, ARNPrefix }) => ({
      ResourceType: type,
      ResourceName: type === "AWS::S3::Bucket" ? String(ARN?.split(":::")[1]) : (ARN ?? ARNPrefix ?? ""),
    }));
  const kinds: readonly (readonly [string, string])[] = [
    ["roleName", "AWS::IAM::Role"],
    ["userName", "AWS::IAM::User"],
    ["policyArn", "AWS::IAM::Policy"],
    ["functionName", "AWS::Lambda::Function"],
    ["tableName", "AWS::DynamoDB::Table"],
    ["name", "AWS::CloudTrail::Trail"],
  ];
  return kinds.flatMap(([parameter, ResourceType]) => {
    const value = requestParameters?.[parameter];
    return typeof value === "string" ? [{ ResourceType, ResourceName: value }] : [];
  });
}

const ATTRIBUTES: Readonly<Record<string, (event: CloudTrailEvent) => readonly (string | undefined)[]>> = {
  EventId: ({ eventID }) => [eventID],
  EventName: ({ eventName }) => [eventName],
  EventSource: ({ eventSource }) => [eventSource],
  ReadOnly: ({ readOnly }) => [String(readOnly)],
  Username: ({ userIdentity }) => [userNameOf(userIdentity)],
  AccessKeyId: ({ userIdentity }) => [userIdentity.accessKeyId],
  ResourceType: (event) => resourcesOf(event).map(({ ResourceType }) => ResourceType),
  ResourceName: (event) => resourcesOf(event).map(({ ResourceName }) => ResourceName),
};

export class History {
  readonly #regions = new Map<string, CloudTrailEvent[]>();

  add(event: CloudTrailEvent): void {
    const events = this.#regions.get(event.awsRegion) ?? [];
    events.push(event);
    if (events.length > MOST_EVENTS) events.splice(0, events.length - MOST_EVENTS);
    this.#regions.set(event.awsRegion, events);
  }

  /** The newest first. @throws InvalidLookupAttributesException, InvalidMaxResultsException, InvalidTimeRangeException */
  lookup(region: string, input: LookupInput): { Events: object[]; NextToken?: string } {
    const { LookupAttributes: attributes = [], StartTime, EndTime, MaxResults = MOST_RESULTS } = input;
    if (attributes.length > 1 || attributes.some(({ AttributeKey = "" }) => !(AttributeKey in ATTRIBUTES)))
      throw new ApiError(
        "InvalidLookupAttributesException",
        "You can only specify one lookup attribute, of those that there are.",
      );
    if (MaxResults < 1 || MaxResults > MOST_RESULTS)
      throw new ApiError("InvalidMaxResultsException", `MaxResults must be between 1 and ${MOST_RESULTS}.`);
    if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
      throw new ApiError("InvalidTimeRangeException", "The start time is after the end time.");
    const found = (this.#regions.get(region) ?? [])
      .filter((event) => {
        const at = Date.parse(event.eventTime) / 1000;
        if ((StartTime ?? 0) > at || (EndTime ?? at) < at) return false;
        return attributes.every(({ AttributeKey = "", AttributeValue }) =>
          ATTRIBUTES[AttributeKey]?.(event).includes(AttributeValue),
        );
      })
      .reverse();
    const from = input.NextToken ? Number(Buffer.from(input.NextToken, "base64url").toString()) : 0;
    if (!Number.isInteger(from)) throw new ApiError("InvalidNextTokenException", "The token is invalid.");
    const end = from + MaxResults;
    return {
      Events: found.slice(from, end).map(shown),
      ...(end < found.length && { NextToken: Buffer.from(String(end)).toString("base64url") }),
    };
  }
}

const shown = (event: CloudTrailEvent): object => ({
  EventId: event.eventID,
  EventName: event.eventName,
  EventSource: event.eventSource,
  EventTime: Date.parse(event.eventTime) / 1000,
  ReadOnly: String(event.readOnly),
  ...(event.userIdentity.accessKeyId && { AccessKeyId: event.userIdentity.accessKeyId }),
  Username: userNameOf(event.userIdentity),
  Resources: resourcesOf(event),
  CloudTrailEvent: JSON.stringify(event),
});
