// The index of the API's table: by whose subscriptions are found. Items of other kinds are not in it.

export const SUBSCRIBER_INDEX = { name: "subscriber", hash: "subscriber" } as const;
