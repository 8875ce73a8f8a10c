// How much of what there is the page carries, so that it stays small whatever the pipeline holds.

/** Records of the audit that it lists; its counts are of all that the audit keeps. */
export const MOST_RUNS = 500;
/** Curated rows of a dataset, and rows of a model. */
export const SAMPLE_ROWS = 20;
/** Quarantined rows of a dataset. */
export const QUARANTINED_ROWS = 50;
/** Records of who opened tokens. */
export const OPENINGS = 100;
/** Messages of a dead-letter queue. */
export const DEAD_LETTERS = 10;
/** Jobs of Batch, which itself forgets them some days after their end. */
export const MOST_JOBS = 100;
/** Lines of a job's log. */
export const LOG_LINES = 20;
/** Characters of a value, of a row's text and of a message: what is longer is cut, and says so. */
export const LONGEST = 2_000;
/** Frequent values of a column. */
export const TOP_VALUES = 4;
