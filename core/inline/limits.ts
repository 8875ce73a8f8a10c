// What in-line work takes at once.

/** Records of a request. */
export const MOST_RECORDS = 1000;
