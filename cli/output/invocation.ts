// The command as the person typed it, for lines that are there to be copied.

/** npx says so in the environment; in a checkout, `headrace` alone is on nobody's PATH. */
export const INVOCATION = process.env.npm_command === "exec" ? "npx headrace" : "headrace";
