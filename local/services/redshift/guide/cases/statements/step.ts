// A statement, and what it answers: its rows as JSON, an error that begins with ERROR, or nothing.
export type Step = readonly [sql: string, answer?: string];
