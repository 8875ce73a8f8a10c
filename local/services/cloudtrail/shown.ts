// A trail as CloudTrail's API shows it.
import { isoSeconds } from "./event.ts";
import type { Trail } from "./trail.ts";

/** As CreateTrail and UpdateTrail answer. */
export function shownSettings({ name, arn, region, settings }: Trail, accountId: string): object {
  const { EnableLogFileValidation, SnsTopicName, ...others } = settings;
  return {
    ...others,
    Name: name,
    TrailARN: arn,
    LogFileValidationEnabled: EnableLogFileValidation,
    IsOrganizationTrail: false,
    ...(SnsTopicName && {
      SnsTopicName,
      SnsTopicARN: SnsTopicName.startsWith("arn:")
        ? SnsTopicName
        : `arn:aws:sns:${region}:${accountId}:${SnsTopicName}`,
    }),
  };
}

/** As DescribeTrails and GetTrail answer. */
export const shownTrail = (trail: Trail, accountId: string): object => ({
  ...shownSettings(trail, accountId),
  HomeRegion: trail.region,
  HasInsightSelectors: false,
  HasCustomEventSelectors:
    trail.selectors.AdvancedEventSelectors !== undefined ||
    (trail.selectors.EventSelectors ?? []).some(
      ({ ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources }) =>
        ReadWriteType !== "All" ||
        IncludeManagementEvents === false ||
        (DataResources?.length ?? 0) > 0 ||
        (ExcludeManagementEventSources?.length ?? 0) > 0,
    ),
});

/** As GetTrailStatus answers: the times as seconds, and some as text too. */
export function statusOf({ status }: Trail): object {
  const { logging, started, stopped, delivered, deliveryError, told, tellingError, digested, digestError } =
    status;
  const times = {
    StartLoggingTime: started,
    StopLoggingTime: stopped,
    LatestDeliveryTime: delivered,
    LatestCloudWatchLogsDeliveryTime: told,
    LatestDigestDeliveryTime: digested,
  };
  const texts = {
    TimeLoggingStarted: started && isoSeconds(started),
    TimeLoggingStopped: stopped && isoSeconds(stopped),
    LatestDeliveryAttemptTime: delivered && isoSeconds(delivered),
    LatestDeliveryAttemptSucceeded: delivered && isoSeconds(delivered),
    LatestDeliveryError: deliveryError,
    LatestCloudWatchLogsDeliveryError: tellingError,
    LatestDigestDeliveryError: digestError,
  };
  const there = (values: object): object =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return {
    IsLogging: logging,
    ...there(Object.fromEntries(Object.entries(times).map(([name, at]) => [name, at && at / 1000]))),
    ...there(texts),
  };
}
