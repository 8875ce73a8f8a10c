// The functions behind the API.

/** Each has a role of its own. `detokenize` is the only one that may open tokens. */
export const API_FUNCTIONS = ["api", "rules", "detokenize"] as const;
export type ApiFunction = (typeof API_FUNCTIONS)[number];
