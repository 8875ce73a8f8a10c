// How often a dataset's files are expected: `expect_every`. What can be said is what an alarm can watch: CloudWatch looks back
// over a day by the minute, and over seven days by the hour (CloudWatch API, PutMetricAlarm).

/** "5 minutes" to "59 minutes", "1 hour" to "168 hours", "1 day" to "7 days", "1 week". */
export const RHYTHM =
  /^(?:(?:[5-9]|[1-5][0-9]) minutes|1 hour|(?:[2-9]|[1-9][0-9]|1[0-5][0-9]|16[0-8]) hours|1 day|[2-7] days|1 week)$/;

/** Unit → the seconds of a period, and how many of these are in one. */
export const RHYTHM_UNITS = {
  minute: { period: 60, periods: 1 },
  hour: { period: 3600, periods: 1 },
  day: { period: 3600, periods: 24 },
  week: { period: 3600, periods: 168 },
} as const;
