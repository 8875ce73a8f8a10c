// Where files of tokens lie that are opened in the background, in the system zone: what callers put, and the values that come of it.

export const OPENED_PREFIX = "api-opened/";
export const OPENED_UPLOADS = `${OPENED_PREFIX}uploads/`;
export const OPENED_RESULTS = `${OPENED_PREFIX}results/`;
/** They are deleted after so many days, the least that S3 has: values in clear are kept no longer than they have to be. */
export const OPENED_DAYS = 1;
