// JSON whose numbers stay as they are written: a double is one by its point or exponent, and whole numbers may have 64 bits.

// ECMAScript's JSON.parse source text access, which Node 22 has and TypeScript's library has not yet.
const RAW = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): boolean };

/** Numbers become values that `isNumber` knows and JSON.stringify writes as they were. */
export const parseExactly = (text: string): unknown =>
  JSON.parse(text, (_, value, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined ? RAW.rawJSON(context.source) : value,
  );

export const isNumber = (value: unknown): value is object => RAW.isRawJSON(value);

/** A number that is written as it is given here. */
export const numberWritten = (text: string): object => RAW.rawJSON(text);
