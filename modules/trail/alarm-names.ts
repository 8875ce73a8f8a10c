// The alarms on what the trail records.

/** Alarm → what it is about. */
export const ALARMS = {
  policy_changed:
    "A policy of a role, user, bucket, key, secret or function was changed by somebody unexpected.",
  key_changed:
    "A KMS key was disabled, scheduled for deletion, or its alias or rotation changed by somebody unexpected.",
  trail_stopped: "The trail was stopped or deleted; or changed by somebody unexpected.",
  bucket_public: "A bucket, or the account, was opened to the public, or what prevents it was taken away.",
  root_used: "The account's root did something.",
  detokenize: "A function that opens tokens was invoked by somebody who is none of its callers.",
  denied: "More requests were denied than usual: somebody tries what they may not, or a role lacks a right.",
} as const;

export type AlarmName = keyof typeof ALARMS;
