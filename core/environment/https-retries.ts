// What SNS tries over HTTPS before a message goes to a dead-letter queue, where nobody says otherwise.

/**
 * A receiver that is down for 50 minutes gets everything once it is back. All tries together may take an hour. Source: SNS
 * Developer Guide, "Amazon SNS message delivery retries".
 */
export const HTTPS_RETRIES = {
  /** Tries after the first. */
  retries: 30,
  /** Seconds before the first of them, and before the last. */
  min_delay_seconds: 10,
  max_delay_seconds: 300,
  backoff: "exponential",
} as const;
