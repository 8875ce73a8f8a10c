// Where files of work in the background lie, in the system zone: what callers put, and what comes of it.

export const WORK_PREFIX = "api-work/";
export const WORK_UPLOADS = `${WORK_PREFIX}uploads/`;
export const WORK_RESULTS = `${WORK_PREFIX}results/`;
/** They are deleted after so many days, as what is known of the work is. */
export const WORK_DAYS = 7;
