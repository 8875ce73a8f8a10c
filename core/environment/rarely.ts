// Why a role is allowed what it may not use for long. A statement's Sid ends in the reason, so that a policy says it by
// itself, and the report of a local AWS can tell what is unused for a reason from what nobody needs.

/** Reason, as a Sid ends → what it means. */
export const RARELY = {
  AtFirst: "makes what is there from then on",
  AfterFailure: "undoes what failed, or brings it again",
  OnRepeat: "for what comes a second time: a message, a file, an export",
  WhenGone: "without it S3 answers 403, and not 404, for an object that is gone",
  WhenTooLarge: "for an object that is larger than the function takes, or a row larger than a message",
  WhenLong: "for a run that outlasts the function's timeout",
  WhenVersioned: "for objects of a bucket that keeps versions",
  AtTheEnd: "for records whose time is over, which takes as long as they are kept",
  WhenPartitioned: "for a table that a crawler finds in partitions",
  ByAthena: "Amazon Athena asks for it, and the local one does not",
  ByGlue: "AWS Glue asks for it, and the local one does not",
  ByRedshift: "Amazon Redshift asks for it, and the local one does not",
} as const;

export type Rarely = keyof typeof RARELY;

/** The reason that a Sid ends in; undefined where its actions are for everyday use. */
export const rarelyOf = (sid: string): Rarely | undefined =>
  (Object.keys(RARELY) as Rarely[]).find((reason) => sid.endsWith(reason));

/** A reason in words, for a column of a table: "after failure". */
export const rarelyWords = (reason: Rarely): string => reason.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
