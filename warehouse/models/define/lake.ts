// The tables of the lake as models know them, which each project declares for itself.

/**
 * The lake's tables and their rows, by "lake.DATASET". `headrace types` fills it from the contract, so that a column
 * that the contract renames is a compile error in every model that reads it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by declaration merging
export interface Lake {}
