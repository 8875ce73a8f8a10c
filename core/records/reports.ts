// Where published reports of a pipeline lie in the system zone, and who of the warehouse makes them.

export const REPORTS_PREFIX = "reports/";
/** The newest one; each is kept under the time of its making, too, until its days are over. */
export const NEWEST_REPORT = `${REPORTS_PREFIX}index.html`;

/** @param at ISO 8601, UTC */
export const reportKey = (at: string): string =>
  `${REPORTS_PREFIX}${at.slice(0, 10)}/${at.slice(11, 19).replaceAll(":", "-")}Z.html`;

/** The group in the warehouse that reads models and what became of their runs. */
export const reportsGroup = (name: string): string => `${name}-reports`;

/** The user that an IAM role is in the warehouse. Source: Redshift, GetClusterCredentialsWithIAM. */
export const userOfRole = (role: string): string => `IAMR:${role}`;
