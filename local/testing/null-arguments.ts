// A null for each argument of each function: most functions of SQL give a null for it, and what DuckDB gives hangs on how a function is
// said there. The null is that of a column, since one that is written out has no type.

/** A value without a type, a char, and no value at all. */
const HAS_NO_NULL = /^(?:null|array\[\]|cast\(.* as char\(.*)?$/;

/**
 * The first call of each form, once for each argument with a null in its place.
 * @param calls such as `lpad('abc', 5, '-')`; what is no call is passed over
 * @param nullOf an argument as a null of its type
 */
export function nullArguments(calls: readonly string[], nullOf: (arg: string) => string): string[] {
  const found = new Map<string, string>();
  for (const call of calls) {
    const [, name, inner] = /^([a-z_0-9]+)\((.*)\)$/.exec(call.trim()) ?? [];
    const args = inner === undefined ? undefined : argumentsOf(inner);
    // EXTRACT and its like have words between their arguments.
    if (!args || args.some((arg) => HAS_NO_NULL.test(arg) || isWorded(arg))) continue;
    for (const [i, arg] of args.entries()) {
      const form = `${name} ${args.length} ${i} ${kindOf(arg)}`;
      if (arg.includes("->") || found.has(form)) continue;
      found.set(form, `${name}(${args.map((one, at) => (at === i ? nullOf(one) : one)).join(", ")})`);
    }
  }
  return [...found.values()];
}

const isWorded = (arg: string): boolean => / (?:from|in|for) /.test(arg) && !arg.startsWith("(");

/** What an argument is, by how it begins. */
const kindOf = (arg: string): string => /^(?:\w+|'|.)/.exec(arg.replace(/^-?\d+/, "1"))?.[0] ?? "";

/** The arguments of a call; undefined where its brackets do not close at its end. */
function argumentsOf(inner: string): string[] | undefined {
  const args = [""];
  let depth = 0;
  for (const piece of inner.match(/'(?:[^']|'')*'|[^']/g) ?? []) {
    if (/^[([]$/.test(piece)) depth++;
    if (/^[)\]]$/.test(piece) && --depth < 0) return undefined;
    if (piece === "," && depth === 0) args.push("");
    else args.push(`${args.pop()}${piece}`);
  }
  return args.map((arg) => arg.trim());
}
