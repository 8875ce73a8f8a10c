// How the API knows its callers.

/** A signature of AWS's (SigV4, service execute-api); a JWT; an API key alone. */
export const AUTHORIZATIONS = ["iam", "jwt", "key"] as const;
export type Authorization = (typeof AUTHORIZATIONS)[number];
