// What a case is: an expression, its value and, where the page tells it, its type. Texts that begin with ERROR are what the
// error says. The names are those of the pages of AWS's developer guide.
export type Case = readonly [expression: string, value: unknown, type?: string];
export type Pages = Readonly<Record<string, readonly Case[]>>;
