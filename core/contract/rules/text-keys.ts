/** Keys of a column that say something of a text. */
export const TEXT_KEYS = ["min_length", "max_length", "pattern"] as const;
