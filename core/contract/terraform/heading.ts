// What every validation's message begins with, and how its expression is written.

export const HEADING = "The contract is not right:";

/** Line breaks of the sources here are no part of an expression; those of a message are written \\n. */
export const oneLine = (expression: string): string => expression.replace(/\n\s*/g, " ");
