// Where exports that callers of the REST API ask for lie in the exports bucket, and who writes them.

/** Everything of them: CALLER/EXPORTID/ follows, the caller as a hash. They expire by themselves. */
export const API_EXPORTS_PREFIX = "_api/";
/** Days after which they are deleted, as what is known of them is. */
export const API_EXPORTS_DAYS = 7;

/** The session of the role that exports are run by: the Data API shows a statement to the identity alone that has sent it. */
export const API_EXPORTS_SESSION = "exports";

/** The users in the warehouse are those of IAM roles, and in one group. Source: Redshift, GetClusterCredentialsWithIAM. */
export const apiWarehouse = (name: string) => ({
  group: `${name}-api`,
  /** Asks. */
  user: `IAMR:${name}-api`,
  /** Unloads, which the other may not. */
  exportsUser: `IAMR:${name}-api-exports`,
});
