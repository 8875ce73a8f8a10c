// What runs a command: its words after the name, and what ends it early; its exit code.
export type RunCommand = (argv: string[], signal: AbortSignal) => Promise<number>;
